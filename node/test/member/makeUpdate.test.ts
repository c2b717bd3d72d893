import { type Configuration, plainSettings } from '@vain/protocol'
import { createFakeClock } from '@vain/testkit'
import { expect } from 'chai'
import { type MakeUpdateDeps, makeUpdate } from '../../src/member/makeUpdate.ts'
import type { RunMaterials, Scene } from '../../src/run/index.ts'
import type { LotRequest, TrainRequest } from '../../src/train/index.ts'
import { keepingLog } from '../support/keepingLog.ts'
import { stubRecord } from '../support/stubRecord.ts'

describe('makeUpdate', () => {
  const scene = { round: { run: 1, round: 2, model: { root: '0x01' } } } as unknown as Scene
  const model = Float32Array.of(1, 2)
  const { signal } = new AbortController()

  function materialsOf(privacy: Partial<Configuration['privacy']>): RunMaterials {
    const configuration = {
      training: { epochs: 3, batchSize: 8, evaluateBatchSize: 8, learningRateMicro: 5_000 },
      numbers: { clipMicro: 1_500_000 },
      ...{ parameters: 2, strategy: plainSettings.strategy },
      privacy: { ...plainSettings.privacy, ...privacy },
    }
    const program = Uint8Array.of(7)
    return { configuration, trainProgram: program, evaluateProgram: program } as RunMaterials
  }

  function depsOf() {
    const asked: { trains: TrainRequest[]; lots: LotRequest[] } = { trains: [], lots: [] }
    let drawn = 0
    const log = keepingLog()
    const deps: MakeUpdateDeps = {
      log,
      index: 4,
      ...{ clock: createFakeClock(), store: {} as never, pace: {} as never },
      random: (length) => new Uint8Array(length).fill(++drawn),
      trainer: {
        async train(request) {
          asked.trains.push(request)
          const model = Float32Array.of(1.5, 1)
          return { model, examples: 20, loss: 0.5, steps: 9, record: stubRecord }
        },
        async takeLot(request) {
          asked.lots.push(request)
          return { update: Float32Array.of(0.25, -1) }
        },
      },
    }
    return { deps, asked, log }
  }

  it('default: without privacy the update is how far training went', async () => {
    const { deps, asked } = depsOf()
    const made = await makeUpdate(deps, scene, materialsOf({}), model, signal)
    expect(made).to.deep.equal({ update: Float32Array.of(0.5, -1), examples: 20 })
    await makeUpdate(deps, scene, materialsOf({}), model, signal)
    const [first, second] = asked.trains
    expect(first).to.deep.include({ epochs: 3, batchSize: 8, learningRate: 0.005 })
    expect(second?.seed).to.deep.equal(first?.seed)
  })

  it('behavior: how many examples and their loss are said at debug only', async () => {
    const { deps, log } = depsOf()
    await makeUpdate(deps, scene, materialsOf({}), model, signal)
    const shown = log.lines.filter(({ level }) => level !== 'debug')
    expect(shown.map(({ message }) => message)).to.deep.equal(['trained'])
    for (const { fields } of shown) expect(fields).to.have.all.keys('run', 'round')
    const [quiet] = log.lines.filter(({ level }) => level === 'debug')
    expect(quiet?.fields).to.include.keys('examples', 'loss')
  })

  it('behavior: a record that cannot be kept is said aloud, and the update is made', async () => {
    const { deps, log } = depsOf()
    const full = new Error('no space left on device')
    const records = {
      save() {
        throw full
      },
    }
    const made = await makeUpdate({ ...deps, records }, scene, materialsOf({}), model, signal)
    expect(made).to.include({ examples: 20 })
    expect(log.lines.at(-1)).to.deep.equal({
      level: 'warn',
      message: 'the record of a training could not be kept',
      fields: { run: 1, round: 2, error: full },
    })
  })

  it('behavior: with the unit record it is that of a lot, with another secret each time', async () => {
    const { deps, asked, log } = depsOf()
    const materials = materialsOf({ unit: 'record', samplingRateMicro: 20_000, lotSize: 32 })
    const made = await makeUpdate(deps, scene, materials, model, signal)
    expect(made).to.deep.equal({ update: Float32Array.of(0.25, -1), examples: 1 })
    await makeUpdate(deps, scene, materials, model, signal)
    expect(asked.trains).to.deep.equal([])
    const base = { program: Uint8Array.of(7), model, batchSize: 8, clip: 1.5 }
    const job = { ...base, samplingRateMicro: 20_000, lotSize: 32 }
    expect(asked.lots).to.deep.equal([
      { ...job, seed: new Uint8Array(32).fill(1) },
      { ...job, seed: new Uint8Array(32).fill(2) },
    ])
    for (const { fields } of log.lines) expect(fields).to.have.all.keys('run', 'round')
  })
})
