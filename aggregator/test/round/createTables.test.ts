import {
  type ContentSource,
  cidOfContent,
  isFault,
  type MaskRefs,
  withRefs,
  zeroHash,
} from '@vain/protocol'
import { createSyntheticRun, type SyntheticRun } from '@vain/testkit'
import { expect } from 'chai'
import type { Deps } from '../../src/ports.ts'
import {
  createTables,
  roundSceneOf,
  runSceneOf,
  type Scene,
  type Tables,
} from '../../src/round/index.ts'
import { chainPort } from '../support/stage.ts'

describe('createTables', () => {
  let played: SyntheticRun
  let scene: Scene
  let read: string[]
  let bend: { cid: string; at: number } | undefined
  let tables: Tables

  before(async () => {
    played = await createSyntheticRun([{}, { stopIn: 'proposed' }])
  })

  beforeEach(() => {
    scene = roundSceneOf(runSceneOf(chainPort(played).view, 1) as never) as Scene
    read = []
    bend = undefined
    const content: ContentSource = {
      async get(cid, ...limits) {
        read.push(cid)
        const bytes = await played.content.get(cid, ...limits)
        if (bend?.cid === cid) bytes[bend.at] = (bytes[bend.at] ?? 0) ^ 1
        return bytes
      },
    }
    tables = createTables({ network: { content } } as unknown as Deps, { timeoutMs: 10 })
  })

  it('default: reads everything that a step stands on, each thing once', async () => {
    for (let i = 0; i < 2; i++) {
      expect(await tables.configuration(scene)).to.deep.equal(played.configuration)
      const [frame, dealt] = [await tables.frame(scene), await tables.dealt(scene)]
      for (const table of [frame, dealt, await tables.masks(scene)])
        expect(isFault(table)).to.equal(false)
      // The round trains from the first certified model.
      expect(await tables.parent(scene)).to.deep.equal(played.models[1])
    }
    expect(read).to.have.length(5)
    expect(new Set(read).size).to.equal(5)
  })

  it('behavior: another round is another matter', async () => {
    await tables.frame(scene)
    const first = { ...scene, round: scene.run.rounds[0] as Scene['round'] }
    const frame = await tables.frame(first)
    expect(frame).to.include({ round: 1 })
    expect(await tables.parent(first)).to.deep.equal(played.genesisModel)
  })

  it('behavior: the bundles that a leader names stand for those of the chain', async () => {
    const { roster, share, masks: _, survivors: __, ...open } = scene.round
    const bare = { ...scene, round: open } as Scene
    expect(await tables.frame(bare)).to.include({ artefact: 'roster', reason: 'missing' })
    const named = { ...scene, round: withRefs(open, { roster, share } as MaskRefs) }
    expect(isFault(await tables.adopted(named))).to.equal(false)
    // The configuration, roster and shares; whoever read them is asked no more.
    expect(read).to.have.length(3)
    expect(isFault(await tables.dealt(named))).to.equal(false)
    expect(read).to.have.length(3)
  })

  it('behavior: another set under the same root is checked again', async () => {
    await tables.masks(scene)
    // The scene as it is on another branch.
    const survivors = scene.round.survivors?.slice(0, 3) ?? []
    const other = { ...scene, round: { ...scene.round, survivors } }
    // There is a message more than the set has members.
    expect(await tables.masks(other)).to.include({ artefact: 'masks', reason: 'malformed' })
  })

  it('error: a configuration that is not the one on chain', async () => {
    bend = { cid: scene.run.configCid, at: 20 }
    expect(await tables.configuration(scene)).to.include({
      artefact: 'configuration',
      reason: 'content-mismatch',
    })
    expect(await tables.parent(scene)).to.include({ artefact: 'configuration' })
    // A fault is not kept: the artefact may be right the next time.
    bend = undefined
    expect(await tables.configuration(scene)).to.deep.equal(played.configuration)
  })

  it('error: a model or bundle that is not the one on chain', async () => {
    bend = { cid: cidOfContent(scene.round.model.content ?? zeroHash), at: 7 }
    expect(await tables.parent(scene)).to.include({ artefact: 'model', reason: 'root-mismatch' })
    bend = { cid: cidOfContent(scene.round.masks?.content ?? zeroHash), at: 200 }
    expect(await tables.masks(scene)).to.include({ artefact: 'masks' })
  })
})
