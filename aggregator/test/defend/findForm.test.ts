import { toHex } from '@vain/base'
import {
  type Aggregation,
  type Configuration,
  cidOfContent,
  isFault,
  plainSettings,
} from '@vain/protocol'
import { checkedAggregation, createSyntheticRun, type RoundScript } from '@vain/testkit'
import { expect } from 'chai'
import { findForm } from '../../src/defend/findForm.ts'
import { type Scene, sceneOf } from '../support/challenges.ts'

type Numbers = Configuration['numbers']

const plain = { ...plainSettings.aggregation, dropoutBps: 0 }

/** The end of one round in a grouping, and the pieces of its sum. */
async function play(
  grouping: 'whole' | 'groups' | 'singles',
  members: number,
  script: RoundScript = {},
  more: { readonly numbers?: Numbers; readonly aggregation?: Partial<Aggregation> } = {},
): Promise<{ readonly scene: Scene; readonly pieces: readonly Uint8Array[] }> {
  const aggregation = { ...plain, ...more?.aggregation, grouping }
  const runSettings = { ...more, aggregation }
  const scene = sceneOf(await createSyntheticRun([script], { members, runSettings }))
  const limits = { maxBytes: 1e6, timeoutMs: 1_000 }
  const content = scene.round.proposal?.sum.content ?? '0x'
  const bytes = await scene.run.content.get(cidOfContent(content), limits)
  const count = Math.ceil(bytes.length / 4096)
  const pieces = Array.from({ length: count }, (_, i) => bytes.subarray(4096 * i, 4096 * (i + 1)))
  return { scene, pieces }
}

/** What stands before the root of the tree in the form of the sum's root. */
async function formOf({ scene, pieces }: Awaited<ReturnType<typeof play>>): Promise<string> {
  const form = await findForm(scene.sources, pieces, scene.round.proposal?.sum.root ?? '0x')
  if (isFault(form)) throw new Error(`${form.artefact}: ${form.reason} ${form.detail}`)
  return toHex(form.subarray(0, -32))
}

describe('findForm', () => {
  it('default: a plain sum has none', async () => {
    expect(await formOf(await play('whole', 5))).to.equal('0x')
  })

  it('behavior: of narrower lanes', async () => {
    const numbers = {
      ...{ clipMicro: 1e6, scaleBits: 12, maxWeight: 100, rotate: true },
      ...{ laneBits: 16 as const },
    }
    expect(await formOf(await play('whole', 5, {}, { numbers }))).to.equal('0x020001000010')
  })

  it('behavior: of all groups that have survivors', async () => {
    const gone = Array.from({ length: 3 }, (_, i) => i)
    const played = await play('groups', 30, { silent: { mask: gone } })
    expect(await formOf(played)).to.equal('0x0200050000000100020003000420')
  })

  it('behavior: of those that a check left in', async function () {
    // Thirty members who all sketch.
    this.timeout(120_000)
    const { check, committeeFaults, beacon } = checkedAggregation(1)
    const checked = { aggregation: { check, committeeFaults, beacon } }
    const played = await play('groups', 30, { silent: { sketch: [4] } }, checked)
    expect(await formOf(played)).to.match(/^0x020004/)
  })

  it('behavior: without masks of those who revealed', async () => {
    expect(await formOf(await play('singles', 5))).to.equal('0x0200050000000100020003000420')
    const fewer = await play('singles', 7, { silent: { reveal: [2], mask: [5] } })
    expect(await formOf(fewer)).to.match(/^0x020005/)
  })

  it('error: other bytes, or reveals that are gone', async () => {
    const { scene, pieces } = await play('singles', 5)
    const root = scene.round.proposal?.sum.root ?? '0x'
    const misfit = { artefact: 'sum', reason: 'root-mismatch' }
    expect(await findForm(scene.sources, [new Uint8Array(8)], root)).to.include(misfit)
    expect(await findForm(scene.sources, [], root)).to.include(misfit)
    scene.run.content.remove(cidOfContent(scene.round.proposal?.reveals.content ?? '0x'))
    expect(await findForm(scene.sources, pieces, root)).to.include({
      artefact: 'reveals',
      reason: 'missing',
    })
  })
})
