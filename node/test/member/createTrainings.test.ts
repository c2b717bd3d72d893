import type { Hex, RoundView } from '@vain/protocol'
import { createFakeClock } from '@vain/testkit'
import { expect } from 'chai'
import { createTrainings, type Trainings } from '../../src/member/createTrainings.ts'
import type { RunMaterials, Scene } from '../../src/run/index.ts'
import type { MemberStore } from '../../src/store/index.ts'
import { keepingLog } from '../support/keepingLog.ts'
import { stubRecord } from '../support/stubRecord.ts'
import { until, untilQuiet } from '../support/until.ts'

describe('createTrainings', () => {
  const at = { run: 1, round: 1 }
  const model = Float32Array.of(0)
  const materials = {
    configuration: {
      parameters: 1,
      privacy: { unit: 'none' },
      strategy: { name: 'fedavg' },
      training: { epochs: 1, batchSize: 1, learningRateMicro: 1 },
    },
    trainProgram: new Uint8Array(),
  } as unknown as RunMaterials
  let events: string[]
  let saving: PromiseWithResolvers<void>
  let trainings: Trainings

  beforeEach(() => {
    events = []
    saving = Promise.withResolvers()
    const store = {
      trained: async () => undefined,
      // As slow as the test wants it, as a disk may be.
      async saveTrained() {
        events.push('saving')
        await saving.promise
        events.push('saved')
      },
    } as unknown as MemberStore
    const train = async () => ({ model, examples: 1, loss: 1, steps: 1, record: stubRecord })
    const takeLot = async () => ({ update: model })
    const measureStep = async () => 1
    const trainer = { train, takeLot, measureStep }
    const clock = createFakeClock()
    const random = (length: number) => new Uint8Array(length)
    trainings = createTrainings(
      { log: keepingLog(), store, random, trainer, clock, index: 0 },
      () => {},
    )
  })

  function begin(root: Hex): void {
    const round = { ...at, model: { root } } as RoundView
    trainings.begin({ round } as Scene, materials, model)
  }
  const untilSaving = (): Promise<void> => until(() => events.includes('saving'))
  /** Drops the round while something is being saved, and waits for all that follows. */
  async function dropWhileSaving(): Promise<void> {
    const dropped = trainings.drop(at).then(() => events.push('erased'))
    await untilQuiet()
    saving.resolve()
    await dropped
    await untilQuiet()
  }

  it('behavior: nothing is written any more once a round was dropped', async () => {
    begin('0x01')
    await untilSaving()
    await dropWhileSaving()
    expect(events).to.deep.equal(['saving', 'saved', 'erased'])
  })

  it('behavior: nor by the training of an opening with another model that was replaced', async () => {
    begin('0x01')
    await untilSaving()
    begin('0x02')
    await dropWhileSaving()
    expect(events).to.deep.equal(['saving', 'saved', 'erased'])
  })
})
