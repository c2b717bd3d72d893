import { type ContentSource, isFault, type PhaseRecord } from '@vain/protocol'
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
      const [frame, shares] = [await tables.frame(scene), await tables.shares(scene)]
      const [masks, revealed] = [await tables.masks(scene), await tables.revealed(scene)]
      for (const table of [frame, shares, masks, revealed]) expect(isFault(table)).to.equal(false)
      // The round trains from the first certified model.
      expect(await tables.parent(scene)).to.deep.equal(played.models[1])
    }
    expect(read).to.have.length(6)
    expect(new Set(read).size).to.equal(6)
  })

  it('behavior: another round is another matter', async () => {
    await tables.frame(scene)
    const first = { ...scene, round: scene.run.rounds[0] as Scene['round'] }
    const frame = await tables.frame(first)
    expect(frame).to.include({ round: 1 })
    expect(await tables.parent(first)).to.deep.equal(played.genesisModel)
  })

  it('behavior: another set under the same root is checked again', async () => {
    /** The scene as it is on another branch. */
    const without = (record: 'roster' | 'shares' | 'masks' | 'reveals'): Scene => {
      const known = scene.round[record] as PhaseRecord
      const changed = { ...known, indices: known.indices.slice(0, 3) }
      return { ...scene, round: { ...scene.round, [record]: changed } }
    }
    await Promise.all([tables.masks(scene), tables.revealed(scene)])
    // There is a message more than the set has members.
    const extra = { reason: 'malformed' }
    expect(await tables.frame(without('roster'))).to.include(extra)
    expect(await tables.shares(without('shares'))).to.include(extra)
    expect(await tables.masks(without('masks'))).to.include(extra)
    expect(await tables.revealed(without('reveals'))).to.include({ reason: 'wrong-set' })
    // Whether a reveal fits depends on who survived.
    expect(isFault(await tables.revealed(without('masks')))).to.equal(true)
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
    bend = { cid: scene.round.model.cid ?? '', at: 7 }
    expect(await tables.parent(scene)).to.include({ artefact: 'model', reason: 'root-mismatch' })
    bend = { cid: scene.round.masks?.cid ?? '', at: 200 }
    expect(await tables.masks(scene)).to.include({ artefact: 'masks' })
  })
})
