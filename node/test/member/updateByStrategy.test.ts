import { type Configuration, plainSettings, type StrategySettings } from '@vain/protocol'
import { createFakeClock } from '@vain/testkit'
import { expect } from 'chai'
import { createPace } from '../../src/member/createPace.ts'
import { type LocalStrategy, localStrategyOf } from '../../src/member/localStrategy.ts'
import { type StrategyDeps, updateByStrategy } from '../../src/member/updateByStrategy.ts'
import type { Scene } from '../../src/run/index.ts'
import type { TrainRequest } from '../../src/train/index.ts'
import { keepingLog } from '../support/keepingLog.ts'

const parameters = 2
const openHead = `0x${'11'.repeat(32)}` as const
const rootOf = (name: string) => ({ root: `0x${name}`, content: undefined })

/** Round 5 of a run whose round 4 counted this operator; it trains for 10 s, of which 2 s are over. */
const scene = {
  now: 1_002,
  run: {
    machine: { lead: { trainSeconds: 10 } },
    rounds: [
      {
        ...{ run: 1, round: 4, certificate: {}, survivors: [7], model: rootOf('a') },
        proposal: { model: rootOf('b') },
      },
    ],
  },
  round: { run: 1, round: 5, openHead, opened: { timestamp: 1_000 }, model: rootOf('b') },
} as unknown as Scene

const request: TrainRequest = {
  program: Uint8Array.of(7),
  model: Float32Array.of(1, 2),
  ...{ epochs: 3, batchSize: 8, learningRate: 0.5, seed: Uint8Array.of(1) },
}

/** Trains to this model, in as many steps as it may take, of 250 ms each. */
function stageOf(strategy: StrategySettings, end: Float32Array, clipMicro = 10_000_000) {
  const asked: TrainRequest[] = []
  let measured = 0
  const clock = createFakeClock()
  const log = keepingLog()
  const kept = new Map([[4, Float32Array.of(0.5, -0.25)]])
  const trainer = {
    async train(job: TrainRequest) {
      asked.push(job)
      const steps = job.steps?.most ?? 4
      await clock.advance(500 * steps)
      return { model: Float32Array.from(end), examples: 20, loss: 0.5, steps, record: {} as never }
    },
    async measureStep() {
      measured++
      return 250
    },
  }
  const deps: StrategyDeps = {
    ...{ log, clock, trainer, index: 7, pace: createPace(trainer) },
    store: { own: async ({ round }) => kept.get(round) },
  }
  const numbers = { clipMicro, scaleBits: 16, maxWeight: 1, laneBits: 32, rotate: false } as const
  const configuration = { ...plainSettings, parameters, strategy, numbers } as Configuration
  const local = localStrategyOf(configuration, openHead) as LocalStrategy
  const make = (published: Float32Array) => {
    const begun = { model: published.slice(0, parameters), published }
    const { signal } = new AbortController()
    return updateByStrategy(deps, local, scene, { configuration }, request, begun, signal)
  }
  return { make, asked, log, measured: () => measured }
}

describe('updateByStrategy', () => {
  const scaffold = { name: 'scaffold', momentumMicro: 0 } as const
  const fednova = (leastSteps: number, mostSteps: number) =>
    ({ name: 'fednova', momentumMicro: 0, leastSteps, mostSteps }) as const

  it('default: scaffold is steered by what counted last, and keeps what follows from what it sends', async () => {
    const { make, asked } = stageOf(scaffold, Float32Array.of(0, 4))
    const made = await make(Float32Array.of(1, 2, 0.125, 0.25))
    expect(asked[0]?.state).to.deep.equal({ h: Float32Array.of(-0.375, 0.5) })
    // Four steps at 0.5: the gradients were ½ and −1 on average, of which c is taken.
    const change = [0.5 - 0.125, -1 - 0.25]
    expect([...made.update]).to.deep.equal([-1, 2, ...change])
    expect([...(made.own ?? [])]).to.deep.equal([0.5 + 0.375, -0.25 - 1.25])
  })

  it('behavior: examples, loss and steps are said at debug only', async () => {
    const { make, log } = stageOf(scaffold, Float32Array.of(0, 4))
    await make(Float32Array.of(1, 2, 0.125, 0.25))
    const shown = log.lines.filter(({ level }) => level !== 'debug')
    expect(shown.map(({ message }) => message)).to.deep.equal(['trained'])
    for (const { fields } of shown) expect(fields).to.have.all.keys('run', 'round')
  })

  it('behavior: what is cut off for its length is not kept as if it were sent', async () => {
    for (const strategy of [scaffold, { name: 'diloco', coordinates: 2 }] as const) {
      const { make } = stageOf(strategy, Float32Array.of(31, 42), 5_000_000)
      const isScaffold = strategy.name === 'scaffold'
      const { update, own } = await make(Float32Array.of(1, 2, ...(isScaffold ? [0, 0] : [])))
      expect(Math.hypot(...update)).to.be.closeTo(5, 1e-5)
      const [a, b] = own as Float32Array as unknown as [number, number]
      if (isScaffold) {
        expect(a - 0.5).to.be.closeTo(update[2] as number, 1e-6)
        expect(b + 0.25).to.be.closeTo(update[3] as number, 1e-6)
      } else {
        expect(a + (update[0] as number)).to.be.closeTo(30.5, 1e-5)
        expect(b + (update[1] as number)).to.be.closeTo(39.75, 1e-5)
      }
    }
  })

  it('default: fednova takes as many steps as fit what is left, and says what they weigh', async () => {
    const { make, asked, measured } = stageOf(fednova(2, 100), Float32Array.of(2, 2))
    const made = await make(Float32Array.of(1, 2))
    // Four fifths of 8 s, at 250 ms.
    expect(asked[0]?.steps).to.deep.equal({ least: 2, most: 25 })
    expect(made.own).to.equal(undefined)
    expect([...made.update]).to.deep.equal([4, 0, 0.25])
    await make(Float32Array.of(1, 2))
    // As slow as the training was, not as the first steps were.
    expect(asked[1]?.steps).to.deep.equal({ least: 2, most: 12 })
    expect(measured()).to.equal(1)
  })

  it('behavior: fednova keeps to the steps of the run, and tells them as they are', async () => {
    for (const [least, most, steps] of [
      [30, 40, 30],
      [1, 20, 20],
    ] as const) {
      const { make, asked } = stageOf(fednova(least, most), Float32Array.of(401, 2), 2_000_000)
      const { update } = await make(Float32Array.of(1, 2))
      expect(asked[0]?.steps).to.deep.equal({ least, most: steps })
      expect(update[2]).to.equal(Math.fround(steps / most))
      expect(Math.hypot(...update)).to.be.closeTo(2, 1e-5)
    }
  })
})
