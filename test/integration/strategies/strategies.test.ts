import {
  checkpointWords,
  publishedOf,
  type RoundView,
  roundCoordinates,
  type StrategySettings,
  toWords,
  updateLength,
} from '@vain/protocol'
import { expect } from 'chai'
import type { SyntheticNode } from '../../../node/test/support/syntheticNode.ts'
import { temporaryFolder } from '../../../node/test/support/temporaryFolder.ts'
import { audit, inputsOf } from '../../../packages/audit/test/support.ts'
import { createMixedStage, type MixedStage } from '../groups/createMixedStage.ts'

const members = 4
const parameters = 60
/** Masks nothing in the second of three rounds. */
const [absent, missed] = [2, 2]
const rounds = 3

const numbers = {
  clipMicro: 10_000_000,
  scaleBits: 20,
  maxWeight: 1,
  laneBits: 32,
  rotate: false,
} as const

/** Real aggregators, nodes and validators, with a trainer that moves each parameter a little. */
describe('a run with a strategy of its own', () => {
  const folder = temporaryFolder()
  let stage: MixedStage
  afterEach(() => stage.stop())

  /** Plays three rounds, and returns what the chain has of them. */
  async function play(strategy: StrategySettings): Promise<readonly RoundView[]> {
    const real = new Map(Array.from({ length: members }, (_, index) => [index, {}]))
    const runSettings = { strategy, numbers }
    stage = await createMixedStage(`${folder}/${strategy.name}`, real, {
      ...{ members, parameters, runSettings },
      ...{ params: { lastRound: rounds }, settings: { untilVersion: rounds } },
    })
    for (let round = 1; round <= rounds; round++) {
      if (round === missed) stage.mischief.set(absent, { silent: ['mask'] })
      else stage.mischief.delete(absent)
      // What was kept is on disk.
      await stage.nodes.get(0)?.restart()
      await stage.reach('certificate', round)
    }
    const played = stage.rounds()
    expect(played.map(({ survivors }) => survivors?.includes(absent))).to.deep.equal(
      Array.from({ length: rounds }, (_, i) => i + 1 !== missed),
    )
    const { fault, rounds: verdicts } = await audit(stage.network.content, inputsOf(stage.network))
    expect(fault).to.equal(undefined)
    expect(verdicts.map(({ outcome }) => outcome)).to.deep.equal(played.map(() => 'verified'))
    return played
  }

  async function checkpointOf({ proposal }: RoundView): Promise<Float32Array> {
    const bytes = await stage.published(proposal?.model.content)
    const words = toWords(bytes, checkpointWords(stage.network.configuration))
    return new Float32Array(words.buffer)
  }

  /** What a node keeps of the last round in whose sum it is. */
  async function ownOf(index: number, { run, round }: RoundView): Promise<Float32Array> {
    const own = await stage.nodes.get(index)?.node().store.member.own({ run, round }, parameters)
    return own ?? new Float32Array(parameters)
  }

  it('scaffold: c is the mean of what nodes keep, whoever was left out of a sum', async () => {
    const played = await play({ name: 'scaffold', momentumMicro: 0 })
    const { configuration } = stage.network
    for (const [i, round] of played.entries()) {
      const published = publishedOf(await checkpointOf(round), configuration)
      const control = published.subarray(parameters)
      const kept = await Promise.all(
        Array.from({ length: members }, (_, index) =>
          ownOf(
            index,
            played.slice(0, i + 1).findLast((one) => one.survivors?.includes(index)) as RoundView,
          ),
        ),
      )
      for (let j = 0; j < parameters; j++) {
        const mean = kept.reduce((sum, own) => sum + (own[j] as number), 0) / members
        expect(control[j]).to.be.closeTo(mean, 1e-5)
        expect(Math.abs(mean)).to.be.above(1e-4)
      }
    }
    // Of a round in whose sum it is not a node keeps nothing.
    expect(stage.nodes.get(absent)?.keptRounds()).to.deep.equal([1, 3])
    expect(stage.nodes.get(0)?.keptRounds()).to.deep.equal([1, 2, 3])
    // Nor of the run, once its last round is past its disputes.
    await stage.until(() =>
      [...stage.nodes.values()].every((node) => node.keptRounds().length === 0),
    )
    expect(stage.state()).to.equal('final')
  })

  it('fednova: nodes train as many steps as they can, and send the change by step', async () => {
    await play({ name: 'fednova', momentumMicro: 0, leastSteps: 2, mostSteps: 7 })
    const { configuration } = stage.network
    const scale = 2 ** numbers.scaleBits
    const [first] = stage.rounds() as [RoundView]
    expect(updateLength(configuration)).to.equal(parameters + 1)
    for (const [index, node] of stage.nodes) {
      // The trainer takes five steps and one for each place, of at most seven.
      const steps = Math.min(7, 5 + index)
      const words = new Int32Array(node.update(first.round).buffer)
      expect((words[parameters] as number) / scale).to.be.closeTo(steps / 7, 2 / scale)
      const moved = Math.sin(index) / 100
      expect((words[0] as number) / scale).to.be.closeTo(moved / (steps / 7), 4e-6)
    }
  })

  it('diloco: vectors are as long as a round has coordinates, and what is left is sent later', async () => {
    const coordinates = 15
    const played = await play({ name: 'diloco', coordinates })
    const { genesisModel } = stage.network
    const last = await checkpointOf(played.at(-1) as RoundView)
    const moved = new Float64Array(parameters)
    const left = new Map<number, Float64Array>()
    for (const { round, openHead, survivors = [] } of played)
      for (const index of survivors) {
        const words = new Int32Array((stage.nodes.get(index) as SyntheticNode).update(round).buffer)
        expect(words).to.have.length(coordinates + 1)
        const own = left.get(index) ?? new Float64Array(parameters)
        left.set(
          index,
          own.map((value, j) => value + Math.sin(index + j) / 100),
        )
        roundCoordinates(openHead, parameters, coordinates).forEach((j, i) => {
          const sent = (words[i] as number) / 2 ** numbers.scaleBits
          moved[j] = (moved[j] as number) + sent / survivors.length
          const rest = left.get(index) as Float64Array
          rest[j] = (rest[j] as number) - sent
        })
      }
    for (let j = 0; j < parameters; j++)
      expect((last[j] as number) - (genesisModel[j] as number)).to.be.closeTo(
        moved[j] as number,
        1e-5,
      )
    for (const [index, expected] of left) {
      const own = await ownOf(index, played.at(-1) as RoundView)
      for (let j = 0; j < parameters; j++) expect(own[j]).to.be.closeTo(expected[j] as number, 1e-5)
      // Each round sends a quarter of the coordinates.
      expect(
        own.some((value, j) => Math.abs(value) > 2 * Math.abs(Math.sin(index + j) / 101)),
      ).to.equal(true)
    }
  })
})
