import { concatBytes, fromText, toUint } from '@vain/base'
import { addVectors, applyMasks, hkdf } from '@vain/crypto'
import { type Hex, phases, type RoundResponse } from '@vain/protocol'
import { createSyntheticNetwork, type SyntheticOptions } from '@vain/testkit'
import { expect } from 'chai'
import { createDrive } from '../../../node/test/support/driveRound.ts'
import { startNode } from '../../../node/test/support/syntheticNode.ts'
import { temporaryFolder } from '../../../node/test/support/temporaryFolder.ts'
import {
  createGroup,
  dealAll,
  type Group,
  maskAll,
  secretsOf,
} from '../../../packages/protocol/test/aggregation/smallGroup.ts'

/**
 * A leader feeds some members another model or configuration, of which an update tells more (Pasquini,
 * Francati, Ateniese 2022). Source: docs/protocol §4.1.
 */
describe('two models', () => {
  const folder = temporaryFolder()
  const all = [0, 1, 2, 3, 4, 5]
  const length = 512

  /** The sum of what two halves masked, each in its own context, without all self masks. */
  function sumOfHalves(first: Group, second: Group): Uint32Array {
    const total = new Uint32Array(length)
    for (const [group, half] of [
      [first, all.slice(0, 3)],
      [second, all.slice(3)],
    ] as const) {
      const updates = new Map(half.map((index) => [index, new Uint32Array(length)]))
      for (const vector of maskAll(group, dealAll(group, all), updates).values())
        addVectors(total, vector)
      for (const index of half) {
        const info = concatBytes(fromText('self'), toUint(index, 16))
        const key = hkdf(secretsOf(group, index).selfSeed, group.frame.maskCtx, info)
        applyMasks(total, [{ key, sign: -1 }])
      }
    }
    return total
  }
  const onesIn = (words: Uint32Array): number =>
    words.reduce((sum, word) => sum + word.toString(2).replaceAll('0', '').length, 0)

  it('behavior: the sum over both halves is noise, also for who knows every self seed', () => {
    // The same seeds and ciphertexts each time: only the model may be another.
    const at = (change?: { modelRoot: Hex }): Group => createGroup(all, 4, 'models', change)
    expect(onesIn(sumOfHalves(at(), at()))).to.equal(0)
    const noise = sumOfHalves(at(), at({ modelRoot: `0x${'77'.repeat(32)}` }))
    // Six standard deviations of a fair coin thrown 32 times a word.
    expect(onesIn(noise)).to.be.closeTo(16 * length, 3 * Math.sqrt(32 * length))
  })

  it('error: members on other models do not mask with each other at all', async () => {
    const change: SyntheticOptions = { configure: (own) => ({ ...own, name: 'another' }) }
    const here = await createSyntheticNetwork()
    const there = await createSyntheticNetwork(change)
    const nodes = here.members.map(({ index }) =>
      // Each is asked by whoever leads on its own chain.
      startNode(index < 2 ? here : { ...there, swarm: here.swarm }, index, { folder }),
    )
    // Each half finds the configuration that its own chain names.
    for (const { content, run, chain } of [here, there]) {
      const cid = chain.view().runs.get(run)?.configCid ?? expect.fail()
      const bytes = await content.get(cid, { maxBytes: 1 << 16, timeoutMs: 1_000 })
      for (const node of nodes) await node.content.put(bytes)
    }
    const drive = createDrive(here, nodes)
    const other = createDrive({ ...there, content: here.content }, nodes, there.chain)
    for (const { open } of [drive, other]) open()
    // Keys are those of the round's number: both halves go into one roster.
    const roster = await drive.collect('roster')
    expect(roster).to.have.length(4)
    await other.fix('roster', roster)
    const shares = await drive.collect('share')
    expect(shares).to.have.length(4)
    await other.fix('share', shares)
    const ask = (node: (typeof nodes)[number]): Promise<RoundResponse> =>
      node.answer({ ...drive.request('mask'), phase: phases.mask })
    expect(await Promise.all(nodes.map(ask))).to.deep.equal([
      { kind: 'refuse', reason: 'shares: wrong-context of operator 2' },
      { kind: 'refuse', reason: 'shares: wrong-context of operator 2' },
      { kind: 'refuse', reason: 'shares: wrong-context of operator 0' },
      { kind: 'refuse', reason: 'shares: wrong-context of operator 0' },
    ])
    await Promise.all(nodes.map((node) => node.stop()))
  })
})
