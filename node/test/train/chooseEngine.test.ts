import { fromText, VainError } from '@vain/base'
import { createModel } from '@vain/learn'
import { expect } from 'chai'
import { createChoice } from '../../src/train/chooseEngine.ts'
import { createTrainer } from '../../src/train/index.ts'
import { fastestOf, type Probe, probeEngines } from '../../src/train/probeEngines.ts'
import { createFakeLog, fewDigits } from './fixtures.ts'

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
const settings = { data: fewDigits, threads: 1, memoryLimitBytes: 2 ** 31, environment: {} }

describe('probeEngines', () => {
  it('behavior: ends when told to', async () => {
    const ending = new AbortController()
    const probing = probeEngines(settings, request, ending.signal)
    ending.abort(new Error('enough'))
    const error = await probing.catch((cause: unknown) => cause)
    expect(error).to.have.property('message', 'enough')
  })
}).timeout(120_000)

describe('fastestOf', () => {
  it('default: the least time of those that were not refused', () => {
    const [cpu, wasm] = ['cpu', 'wasm'] as const
    const slow = { engine: cpu, stepMs: 2, rssBytes: 1 }
    const fast = { engine: wasm, stepMs: 1, rssBytes: 1 }
    expect(fastestOf([slow, fast])).to.equal('wasm')
    expect(fastestOf([slow, { engine: 'webgpu', refused: 'wrong' }])).to.equal('cpu')
    expect(fastestOf([{ engine: 'webgpu', refused: 'wrong' }])).to.equal('cpu')
  })
})

describe('createChoice', () => {
  const found: Probe[] = [
    { engine: 'wasm', stepMs: 3, rssBytes: 1 },
    { engine: 'cpu', stepMs: 2, rssBytes: 1 },
    { engine: 'webgpu', stepMs: 1, rssBytes: 1 },
    { engine: 'cuda', refused: 'not there' },
  ]

  it('behavior: an engine on which a job failed is not used again for its program, the processor is', async () => {
    const { log, lines } = createFakeLog()
    let probed = 0
    const probe = async (): Promise<Probe[]> => {
      probed += 1
      return found
    }
    const choice = createChoice({ log, probe })
    expect(await choice.engineFor(request)).to.equal('webgpu')
    const blameless = new VainError('learn/not-finite', 'the data is to blame', {})
    choice.noteFailure('webgpu', request, blameless)
    expect(await choice.engineFor(request)).to.equal('webgpu')
    for (const engine of ['webgpu', 'cpu'] as const)
      choice.noteFailure(engine, request, new VainError('train/engine-crashed', 'gone', {}))
    expect(await choice.engineFor(request)).to.equal('cpu')
    expect(probed).to.equal(1)
    expect(await choice.engineFor({ ...request, program: model.evaluate })).to.equal('webgpu')
    expect(lines.filter(({ message }) => message.startsWith('an engine is not'))).to.have.length(1)
  })

  it('behavior: trials that were ended are made anew by the next job, for each program', async () => {
    const { log } = createFakeLog()
    let probed = 0
    const probe = async (): Promise<Probe[]> => {
      if (probed++ === 0) throw new Error('ended')
      return found
    }
    const choice = createChoice({ log, probe })
    const error = await choice.engineFor(request).catch((cause: unknown) => cause)
    expect(error).to.have.property('message', 'ended')
    await choice.engineFor(request)
    await choice.engineFor({ ...request, program: model.evaluate })
    expect(probed).to.equal(3)
  })
})

describe('createTrainer with an engine', () => {
  it('behavior: auto tries them once a program, and tells what it found', async () => {
    const { log, lines } = createFakeLog()
    const trainer = createTrainer({ log }, { data: fewDigits, engine: 'auto' })
    const [first, second] = await Promise.all([trainer.train(request), trainer.train(request)])
    await trainer.close()
    const tried = lines.filter(({ message }) => message === 'tried the engines')
    expect(tried).to.have.length(1)
    const probes = tried[0]?.fields.probes as readonly Probe[]
    expect(probes.map(({ engine }) => engine)).to.deep.equal(['wasm', 'cpu', 'webgpu', 'cuda'])
    for (const probe of probes)
      if ('stepMs' in probe) {
        expect(probe.stepMs).to.be.within(0.001, 60_000)
        expect(probe.rssBytes).to.be.above(2 ** 25)
      } else {
        expect(probe.engine).to.be.oneOf(['webgpu', 'cuda'])
        expect(probe.refused).to.match(/^learn\/engine-absent|^its process ended|^more than/)
      }
    expect(second.loss).to.be.closeTo(first.loss, 1e-3)
  })

  it('behavior: wasm trains, evaluates and takes lots to the same bytes', async () => {
    const { log } = createFakeLog()
    const lot = {
      ...request,
      program: model.privateTrain,
      samplingRateMicro: 1e6,
      lotSize: 100,
      clip: 1,
    }
    const run = async () => {
      const trainer = createTrainer({ log }, { data: fewDigits, engine: 'wasm' })
      const trained = await trainer.train(request)
      const evaluation = { program: model.evaluate, model: trained.model, batchSize: 250 }
      const all = [trained, await trainer.evaluate(evaluation), await trainer.takeLot(lot)]
      await trainer.close()
      return all
    }
    expect(await run()).to.deep.equal(await run())
  })

  it('error: what a named engine lacks ends the job, not the process', async () => {
    const { log } = createFakeLog()
    const trainer = createTrainer({ log }, { data: fewDigits, engine: 'cuda' })
    const error = await trainer.train(request).catch((cause: unknown) => cause)
    if (error instanceof Error) expect(error).to.have.property('code', 'learn/engine-absent')
    const evaluation = { program: model.evaluate, model: request.model, batchSize: 250 }
    expect((await trainer.evaluate(evaluation)).total).to.equal(40)
    await trainer.close()
  })
}).timeout(120_000) // Each trial starts a process.
