import { fromText } from '@vain/base'
import { expect } from 'chai'
import { createCpuEngine } from '../../src/backends/createCpuEngine.ts'
import type { Dataset } from '../../src/data/dataset.ts'
import { openDigits } from '../../src/data/mnist.ts'
import { createModel } from '../../src/models/createModel.ts'
import type { EvaluateJob, Progress, TrainJob } from '../../src/training/engine.ts'

const seed = fromText('seed')
const engine = createCpuEngine()
const mlp = createModel('mnist-mlp')
const cnn = createModel('mnist-cnn')

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: { code?: unknown }) => error.code ?? error,
  )

describe('createCpuEngine', () => {
  let digits: Dataset
  let heldOut: Dataset
  let job: TrainJob
  let evaluation: EvaluateJob

  before(async () => {
    const source = { seed: 'test', heldOut: 2_000 } as const
    const opened = await openDigits({
      ...source,
      train: { kind: 'iid', part: 0, parts: 80 },
      evaluate: { kind: 'whole' },
    })
    digits = opened.train
    heldOut = opened.heldOut
    const model = mlp.initialise(seed)
    job = {
      program: mlp.train,
      model,
      data: digits,
      epochs: 3,
      batchSize: 32,
      learningRate: 2e-3,
      seed,
    }
    evaluation = { program: mlp.evaluate, model, data: digits, batchSize: 250 }
  })

  after(() => engine.close())

  it('default: training lowers the loss and leaves the given model as it was', async () => {
    const given = job.model.slice()
    const before = await engine.evaluate(evaluation)
    const trained = await engine.train({ ...job, epochs: 10 })
    const after = await engine.evaluate({ ...evaluation, model: trained.model })
    expect(trained.examples).to.equal(100)
    expect(trained.loss).to.be.below(before.lossMicro / 1e6)
    expect(after.lossMicro).to.be.below(before.lossMicro / 2)
    expect(after.correct).to.be.above(before.correct)
    expect(job.model).to.deep.equal(given)
  })

  it('default: the CNN knows most real digits after one pass over 8,000', async () => {
    const { train } = await openDigits({
      seed: 'test',
      heldOut: 2_000,
      train: { kind: 'whole' },
    })
    const trained = await engine.train({
      program: cnn.train,
      model: cnn.initialise(seed),
      data: train,
      epochs: 1,
      batchSize: 32,
      learningRate: 3e-3,
      seed,
    })
    const { correct, total } = await engine.evaluate({
      program: cnn.evaluate,
      model: trained.model,
      data: heldOut,
      batchSize: 250,
    })
    expect(total).to.equal(2_000)
    expect(correct / total).to.be.above(0.9)
  })

  it('behavior: the same job gives the same model, another seed another', async () => {
    const first = await engine.train(job)
    expect((await engine.train(job)).model).to.deep.equal(first.model)
    const other = await engine.train({ ...job, seed: fromText('other') })
    expect(other.model).not.to.deep.equal(first.model)
  })

  it('behavior: rows that only fill the last batch do not count', async () => {
    const five = { ...digits, count: 5, inputs: digits.inputs.slice(0, 5 * 784) }
    const data = { ...five, labels: digits.labels.slice(0, 5) }
    const small = createModel('mnist-mlp', { batchSize: 5, evaluateBatchSize: 2 })
    const filled = await engine.train({ ...job, data })
    const exact = await engine.train({ ...job, data, program: small.train, batchSize: 5 })
    expect(filled.loss).to.be.closeTo(exact.loss, 1e-5)
    filled.model.forEach((weight, i) => {
      expect(weight).to.be.closeTo(exact.model[i] as number, 1e-5)
    })
    const inPairs = { ...evaluation, data, program: small.evaluate, batchSize: 2 }
    const [once, thrice] = [await engine.evaluate({ ...evaluation, data }), inPairs]
    const pairs = await engine.evaluate(thrice)
    expect([pairs.correct, pairs.total]).to.deep.equal([once.correct, 5])
    expect(pairs.lossMicro).to.be.closeTo(once.lossMicro, 2)
  })

  it('behavior: the loss is the mean over the examples, not over the batches', async () => {
    const { loss } = await engine.train({ ...job, epochs: 1, learningRate: 1e-9 })
    const { lossMicro } = await engine.evaluate(evaluation)
    expect(loss).to.be.closeTo(lossMicro / 1e6, 1e-5)
  })

  it('behavior: tells every step', async () => {
    const told: Progress[] = []
    await engine.train(job, { onProgress: (progress) => told.push(progress) })
    expect(told.map(({ step }) => step)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(told.every(({ steps, loss }) => steps === 12 && loss > 0)).to.equal(true)
  })

  it('behavior: takes the steps it may, of the same passes, the last one in part', async () => {
    const whole = await engine.train(job)
    const bounded = (least: number, most: number) =>
      engine.train({ ...job, steps: { least, most } })
    const [cut, within, longer] = [await bounded(1, 6), await bounded(1, 99), await bounded(14, 99)]
    expect(cut.losses).to.deep.equal(whole.losses.slice(0, 6))
    expect(within.model).to.deep.equal(whole.model)
    expect(longer.losses).to.have.length(14)
    expect(longer.losses.slice(0, 12)).to.deep.equal(whole.losses)
    // A pass has three batches of 32 and one of 4: as many steps, of which the fourth was of 4.
    const [third, fourth, fifth, sixth] = [...cut.losses].slice(2) as [
      number,
      number,
      number,
      number,
    ]
    expect(cut.loss).to.be.closeTo((32 * (third + fifth + sixth) + 4 * fourth) / 100, 1e-6)
    const { loss } = await bounded(1, 2)
    expect(loss).to.be.closeTo(
      ((whole.losses[0] as number) + (whole.losses[1] as number)) / 2,
      1e-6,
    )
  })

  it('behavior: lets other work run between steps, and ends when aborted', async () => {
    const abort = new AbortController()
    const reason = new Error('enough')
    let steps = 0
    // Other work: it runs only if the engine gives way.
    const onProgress = (): void => {
      if (steps++ === 0) setTimeout(() => abort.abort(reason), 0)
    }
    const hooks = { signal: abort.signal, onProgress }
    const endless = { ...job, epochs: 1e6 }
    expect(await codeOf(engine.train(endless, hooks))).to.equal(reason)
    expect(steps).to.be.above(0)
    expect(await codeOf(engine.evaluate(evaluation, { signal: abort.signal }))).to.equal(reason)
  })

  it('error: bytes that are no program', async () => {
    for (const program of [new Uint8Array(0), new Uint8Array(100).fill(7), mlp.train.slice(0, 900)])
      expect(await codeOf(engine.train({ ...job, program }))).to.equal('learn/bad-program')
  })

  it('error: a program of another model, size or kind', async () => {
    const jobs = [
      { ...job, program: cnn.train },
      { ...job, program: mlp.evaluate },
      { ...job, batchSize: 31 },
      { ...job, model: job.model.slice(1) },
    ]
    for (const wrong of jobs)
      expect(await codeOf(engine.train(wrong))).to.equal('learn/program-mismatch')
    const wrong = { ...evaluation, program: mlp.train, batchSize: 32 }
    expect(await codeOf(engine.evaluate(wrong))).to.equal('learn/program-mismatch')
  })

  it('error: a job that cannot be done', async () => {
    const none = { ...digits, count: 0, inputs: new Float32Array(0), labels: new Int32Array(0) }
    const jobs = [
      { ...job, data: none },
      { ...job, data: { ...digits, count: 99 } },
      { ...job, data: { ...digits, labels: digits.labels.with(3, 10) } },
      { ...job, epochs: 0 },
      { ...job, steps: { least: 0, most: 2 } },
      { ...job, steps: { least: 3, most: 2 } },
      { ...job, steps: { least: 1, most: 1.5 } },
      { ...job, learningRate: Number.NaN },
      { ...job, batchSize: 0 },
      { ...job, seed: new Uint8Array(0) },
      { ...job, model: job.model.with(0, Number.POSITIVE_INFINITY) },
    ]
    for (const wrong of jobs) expect(await codeOf(engine.train(wrong))).to.equal('learn/bad-job')
    expect(await codeOf(engine.evaluate({ ...evaluation, data: none }))).to.equal('learn/bad-job')
  })

  it('error: a loss that is not finite', async () => {
    const model = job.model.map(() => 1e30)
    expect(await codeOf(engine.train({ ...job, model }))).to.equal('learn/not-finite')
    expect(await codeOf(engine.evaluate({ ...evaluation, model }))).to.equal('learn/not-finite')
  })

  it('error: an engine that was closed', async () => {
    const closed = createCpuEngine()
    await closed.close()
    expect(await codeOf(closed.train(job))).to.equal('learn/engine-closed')
  })
})
