import { fork } from 'node:child_process'
import { once } from 'node:events'
import { constants, getPriority } from 'node:os'
import { fromText } from '@vain/base'
import { createModel, type Progress } from '@vain/learn'
import { expect } from 'chai'
import { createTrainer, type Trainer } from '../../src/train/index.ts'
import { createFakeLog, fewDigits, isRunning, waitForEnd } from './fixtures.ts'

const model = createModel('mnist-mlp')
const seed = fromText('seed')
const request = {
  program: model.train,
  model: model.initialise(seed),
  epochs: 3,
  batchSize: 32,
  learningRate: 2e-3,
  seed,
}
const endless = { ...request, epochs: 1e6 }
const evaluation = { program: model.evaluate, model: request.model, batchSize: 250 }

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  )

describe('createTrainer', () => {
  const { log, lines } = createFakeLog()
  let trainer: Trainer

  /** Process id of the child that was started last. */
  const childPid = (): number =>
    lines.findLast(({ message }) => message === 'started the training process')?.fields
      .pid as number
  /** Starts a job without end and resolves when it is under way. */
  const startEndless = async (signal?: AbortSignal): Promise<{ job: Promise<unknown> }> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const job = errorOf(
      trainer.train(endless, { onProgress: () => resolve(), ...(signal ? { signal } : {}) }),
    )
    await promise
    return { job }
  }

  before(() => {
    trainer = createTrainer({ log }, { data: fewDigits, abortGraceMs: 500 })
  })

  after(() => trainer.close())

  it('default: counts, trains and evaluates in its own process', async () => {
    expect(await trainer.examples()).to.include({ train: 100, heldOut: 40 })
    const told: Progress[] = []
    const trained = await trainer.train(request, { onProgress: (one) => told.push(one) })
    expect(trained.examples).to.equal(100)
    expect(trained.model).to.be.instanceOf(Float32Array).with.length(model.parameters)
    expect(told.at(-1)).to.deep.include({ step: 12, steps: 12 })
    const before = await trainer.evaluate(evaluation)
    const after = await trainer.evaluate({ ...evaluation, model: trained.model })
    expect(after.total).to.equal(40)
    expect(after.lossMicro).to.be.below(before.lossMicro)
    expect(childPid()).not.to.equal(process.pid)
  })

  it('default: takes as many steps as it is told to, and measures one', async () => {
    const { steps } = await trainer.train({ ...request, steps: { least: 1, most: 2 } })
    expect(steps).to.equal(2)
    expect((await trainer.train(request)).steps).to.equal(12)
    expect(await trainer.measureStep(request)).to.be.above(0)
  })

  it('default: takes lots in its own process, and ends them when aborted', async () => {
    const lot = {
      program: model.privateTrain,
      model: request.model,
      batchSize: 32,
      samplingRateMicro: 1_000_000,
      lotSize: 100,
      clip: 1,
      seed,
    }
    const { update } = await trainer.takeLot(lot)
    expect(update).to.be.instanceOf(Float32Array).with.length(model.parameters)
    const length = Math.sqrt(update.reduce((sum, value) => sum + value * value, 0))
    expect(length).to.be.within(0.1, 1)
    const abort = new AbortController()
    const hooks = { signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) }
    expect(await errorOf(trainer.takeLot(lot, hooks))).to.have.property('message', 'enough')
    const error = await errorOf(trainer.takeLot({ ...lot, program: model.train }))
    expect(error).to.have.property('code', 'learn/does-not-clip')
  })

  it('behavior: the event loop goes on while the child trains', async () => {
    let longest = 0
    let last = performance.now()
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    // Some 800 steps, which take ten times as long as the longest gap allowed.
    const started = performance.now()
    await trainer.train({ ...request, epochs: 800 })
    clearInterval(timer)
    expect(longest).to.be.below((performance.now() - started) / 2)
  })

  it('behavior: an abort ends the job at once and leaves the child to the next', async () => {
    const abort = new AbortController()
    const pid = childPid()
    const { job } = await startEndless(abort.signal)
    abort.abort(new Error('enough'))
    expect(await job).to.have.property('message', 'enough')
    expect(await errorOf(trainer.train(request, { signal: abort.signal }))).to.have.property(
      'message',
      'enough',
    )
    expect((await trainer.train(request)).examples).to.equal(100)
    expect(childPid()).to.equal(pid)
  })

  it('behavior: one that steps back begins nothing while the other works, at the lowest priority', async () => {
    const own = createFakeLog()
    const after = createTrainer({ log: own.log }, { data: fewDigits, after: trainer })
    try {
      const abort = new AbortController()
      const { job } = await startEndless(abort.signal)
      const waiting = after.train(request)
      const hooks = { signal: AbortSignal.abort(new Error('enough')) }
      expect(await errorOf(after.train(request, hooks))).to.have.property('message', 'enough')
      await trainer.examples()
      expect(own.lines).to.deep.equal([])
      abort.abort()
      await job
      expect((await waiting).examples).to.equal(100)
      const { message, fields } = own.lines[0] ?? {}
      expect(message).to.equal('started the training process')
      expect(fields?.pid).not.to.equal(childPid())
      expect(getPriority(fields?.pid as number)).to.equal(constants.priority.PRIORITY_LOW)
    } finally {
      await after.close()
    }
  })

  it('error: what the engine refuses comes back with its code', async () => {
    const error = await errorOf(trainer.train({ ...request, program: fromText('no program') }))
    expect(error).to.have.property('code', 'learn/bad-program')
    expect(error).to.have.deep.property('context', { bytes: 10 })
  })

  it('error: a child that is killed in mid-train rejects its jobs, the next job has a new one', async () => {
    const { job } = await startEndless()
    const other = errorOf(trainer.train(endless))
    const pid = childPid()
    process.kill(pid, 'SIGKILL')
    for (const error of [await job, await other])
      expect(error).to.include({ name: 'VainError', code: 'train/engine-crashed' })
    expect(lines.at(-1)).to.deep.include({ message: 'the training process ended unasked' })
    expect((await trainer.train(request)).examples).to.equal(100)
    expect(childPid()).not.to.equal(pid)
    expect(isRunning(pid)).to.equal(false)
  })

  it('behavior: a signal to the process group does not end the child', async () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(childPid(), signal)
    expect(await trainer.examples()).to.include({ train: 100, heldOut: 40 })
  })

  it('error: a child that does not answer an abort is killed', async () => {
    const abort = new AbortController()
    const pid = childPid()
    const aborted = await startEndless(abort.signal)
    const { job } = await startEndless()
    process.kill(pid, 'SIGSTOP')
    abort.abort()
    expect(await aborted.job).to.have.property('name', 'AbortError')
    expect(await job).to.have.property('code', 'train/engine-crashed')
    expect(isRunning(pid)).to.equal(false)
  })

  it('behavior: close ends the child in mid-train and leaves no process behind', async () => {
    const { job } = await startEndless()
    const pid = childPid()
    await trainer.close()
    expect(isRunning(pid)).to.equal(false)
    expect(await job).to.have.property('code', 'train/closed')
    expect(await errorOf(trainer.examples())).to.have.property('code', 'train/closed')
    await trainer.close()
  })

  it('error: examples that cannot be opened, and memory beyond the limit', async () => {
    const share = { kind: 'iid', part: 9, parts: 5 } as const
    const lost = createTrainer({ log }, { data: { ...fewDigits, train: share } })
    const small = createTrainer({ log }, { data: fewDigits, memoryLimitBytes: 1_000_000 })
    const errors = await Promise.all([errorOf(lost.examples()), errorOf(small.train(request))])
    await Promise.all([lost.close(), small.close()])
    expect(errors[0]).to.have.property('code', 'learn/bad-partition')
    expect(errors[1]).to.have.property('code', 'train/memory-exceeded')
  })

  it('behavior: the child ends when its daemon is killed', async () => {
    const daemon = fork(new URL('./orphan.ts', import.meta.url))
    const [pid] = (await once(daemon, 'message')) as [number]
    expect(isRunning(pid)).to.equal(true)
    daemon.kill('SIGKILL')
    await waitForEnd(pid)
  })
}).timeout(60_000) // A process starts within a second, but slower beside other work.
