import { toHex } from '@vain/base'
import {
  currentRound,
  type PhaseRecord,
  phases,
  type RoundFrame,
  type RoundView,
  type RunView,
  splitBundle,
} from '@vain/protocol'
import { createSyntheticRun, type SyntheticRun } from '@vain/testkit'
import { expect } from 'chai'
import { createTables, isObstacle, type Scene, type Tables } from '../../src/run/index.ts'
import type { MemberStore } from '../../src/store/index.ts'

describe('createTables', () => {
  let played: SyntheticRun
  let scene: Scene
  let tables: Tables
  let ctx: string
  const { signal } = new AbortController()

  before(async () => {
    played = await createSyntheticRun([{ stopIn: 'masked' }])
    const { chain } = played
    const run = chain.view().runs.get(1) as RunView
    const round = currentRound(run) as RoundView
    scene = { view: chain.view(), run, round, headBlock: chain.block(), now: chain.now() }
  })

  beforeEach(async () => {
    const said = new Map([
      [phases.advertise as number, await firstOf(scene.round.roster)],
      [phases.share as number, await firstOf(scene.round.shares)],
    ])
    const store = {
      answer: (_at: unknown, phase: number) => said.get(phase),
      memory: () => ({ ctx }),
    } as unknown as MemberStore
    tables = createTables({ content: played.content, store, index: 0 }, { timeoutMs: 100 })
    const frame = await tables.frame(scene, signal)
    ctx = isObstacle(frame) ? frame.reason : toHex(frame.ctx)
  })

  /** The message of member 0 in a bundle. */
  async function firstOf(record: PhaseRecord | undefined): Promise<Uint8Array | undefined> {
    const limits = { maxBytes: 1 << 20, timeoutMs: 100 }
    return splitBundle(await played.content.get(record?.cid ?? '', limits), 4)?.[0]
  }
  /** The scene as it is on another branch, with the same root over another set. */
  function without(record: 'roster' | 'shares'): Scene {
    const known = scene.round[record] as PhaseRecord
    const changed = { ...known, indices: known.indices.slice(0, 3) }
    return { ...scene, round: { ...scene.round, [record]: changed } }
  }

  it('default: a table is read once', async () => {
    const [frame, shares] = [await tables.frame(scene, signal), await tables.shares(scene, signal)]
    expect((frame as RoundFrame).roster.size).to.equal(4)
    expect(await tables.frame(scene, signal)).to.equal(frame)
    expect(await tables.shares(scene, signal)).to.equal(shares)
  })

  it('behavior: another set under the same root is checked again', async () => {
    await tables.shares(scene, signal)
    const reasonAt = async (name: keyof Tables, at: Scene): Promise<string | undefined> => {
      const table = await tables[name](at, signal)
      return isObstacle(table) ? table.reason : undefined
    }
    // It has a message more than the set has members.
    expect(await reasonAt('frame', without('roster'))).to.equal('roster: malformed')
    expect(await reasonAt('shares', without('shares'))).to.equal('shares: malformed')
    expect(await reasonAt('shares', without('roster'))).to.equal('roster: malformed')
  })
})
