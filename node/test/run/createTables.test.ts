import { toHex } from '@vain/base'
import {
  type Artefact,
  cidOfContent,
  currentRound,
  phases,
  type RoundFrame,
  type RoundView,
  type RunView,
  splitBundle,
  zeroHash,
} from '@vain/protocol'
import { createSyntheticRun, type SyntheticRun } from '@vain/testkit'
import { expect } from 'chai'
import {
  createTables,
  isObstacle,
  type Materials,
  type Scene,
  type Tables,
} from '../../src/run/index.ts'
import type { MemberStore } from '../../src/store/index.ts'

describe('createTables', () => {
  let played: SyntheticRun
  let scene: Scene
  let tables: Tables
  let materials: Pick<Materials, 'read'>
  let ctx: string
  const { signal } = new AbortController()

  before(async () => {
    played = await createSyntheticRun([{ stopIn: 'masked' }])
    const { chain } = played
    const run = chain.view().runs.get(1) as RunView
    const { configuration } = played
    const programs = { trainProgram: new Uint8Array(), evaluateProgram: new Uint8Array() }
    materials = { read: async () => ({ configuration, ...programs }) }
    const round = currentRound(run) as RoundView
    scene = { view: chain.view(), run, round, headBlock: chain.block(), now: chain.now() }
  })

  beforeEach(async () => {
    const [advertised, dealt] = [
      await firstOf(scene.round.roster),
      await firstOf(scene.round.share),
    ]
    const store = {
      answer: (_at: unknown, phase: number) =>
        phase === phases.advertise ? advertised : undefined,
      share: (_at: unknown, inContext: string) => (inContext === ctx ? dealt : undefined),
    } as unknown as MemberStore
    tables = createTables(
      { content: played.content, store, materials, index: 0 },
      { timeoutMs: 100 },
    )
    const frame = await tables.frame(scene, signal)
    ctx = isObstacle(frame) ? frame.reason : toHex(frame.ctx)
  })

  /** The message of member 0 in a bundle. */
  async function firstOf(bundle: Artefact | undefined): Promise<Uint8Array | undefined> {
    const limits = { maxBytes: 1 << 20, timeoutMs: 100 }
    const cid = cidOfContent(bundle?.content ?? zeroHash)
    return splitBundle(await played.content.get(cid, limits), 4)?.[0]
  }
  const withRound = (change: Partial<RoundView>): Scene => ({
    ...scene,
    round: { ...scene.round, ...change },
  })
  const reasonAt = async (name: keyof Tables, at: Scene): Promise<string | undefined> => {
    const table = await tables[name](at, signal)
    return isObstacle(table) ? table.reason : undefined
  }

  it('default: a table is read once', async () => {
    const [frame, shares] = [await tables.frame(scene, signal), await tables.shares(scene, signal)]
    expect((frame as RoundFrame).roster.size).to.equal(4)
    expect(await tables.frame(scene, signal)).to.equal(frame)
    expect(await tables.shares(scene, signal)).to.equal(shares)
  })

  it('behavior: what was read under one opening is not taken for another', async () => {
    await tables.shares(scene, signal)
    const reopened = withRound({ openHead: zeroHash })
    const frame = await tables.frame(reopened, signal)
    expect(isObstacle(frame) ? frame.reason : toHex(frame.ctx)).to.not.equal(ctx)
    expect(await reasonAt('shares', reopened)).to.equal('shares: wrong-context of operator 0')
  })

  it('error: bundles that are somewhere else, or something else', async () => {
    const { roster, share } = scene.round
    if (roster === undefined || share === undefined) throw new Error('not masked')
    await tables.shares(scene, signal)
    const nowhere = { ...roster, content: zeroHash }
    expect(await reasonAt('frame', withRound({ roster: nowhere }))).to.equal('roster: missing')
    const forged = { ...roster, root: zeroHash }
    expect(await reasonAt('frame', withRound({ roster: forged }))).to.equal('roster: root-mismatch')
    expect(await reasonAt('frame', withRound({ roster: share }))).to.match(/^roster: /)
    expect(await reasonAt('shares', withRound({ share: roster }))).to.match(/^shares: /)
  })

  it('error: a roster without this member, or shares that are not its own', async () => {
    const store = { answer: () => undefined, share: () => undefined } as unknown as MemberStore
    tables = createTables(
      { content: played.content, store, materials, index: 0 },
      { timeoutMs: 100 },
    )
    expect(await reasonAt('frame', scene)).to.equal('roster: not my message')
  })
})
