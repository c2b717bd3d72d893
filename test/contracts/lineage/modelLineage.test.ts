import { toHex } from '@vain/base'
import { type Hex, type Version, verifyRangeProof, versionLeaf } from '@vain/protocol'
import { expect } from 'chai'
import { id } from 'ethers'
import fc from 'fast-check'
import { as } from '../support/chain.ts'
import { createOperator } from '../support/operators.ts'
import { open, runNumber as run } from '../support/round.ts'
import {
  catchUp,
  certifyRound,
  expectList,
  finalize,
  historyOf,
  type Kept,
  modelFor,
  rangeOf,
  stageThree,
} from './stage.ts'

describe('ModelLineage.prove', () => {
  it('error: another version, round, model, digest, run or place', async () => {
    const { stage, versions } = await stageThree()
    const [first, second] = versions as [Kept, Kept]
    const proof = rangeOf(versions).proofOf(0)
    const prove = (version: Version, by = proof, of = run) => stage.lineage.prove(of, version, by)
    expect(await prove(first)).to.equal(true)
    for (const change of [
      { version: 2 },
      { round: 2 },
      { digest: second.digest },
      { model: second.model },
      { model: { ...first.model, content: second.model.content } },
    ])
      expect(await prove({ ...first, ...change }), JSON.stringify(change)).to.equal(false)
    expect(await prove(first, proof, 2)).to.equal(false)
    for (const index of [1, 2, 3, 2 ** 40])
      expect(await prove(first, { ...proof, index }), `${index}`).to.equal(false)
    expect(await prove(first, { index: 0, path: [] })).to.equal(false)
    expect(await prove(first, { index: 0, path: [...proof.path, proof.path[0] as Hex] })).to.equal(
      false,
    )
  })

  it('error: proofs of a shorter list, once its trees have grown', async () => {
    const { stage, versions } = await stageThree()
    const [, , third] = versions as [Kept, Kept, Kept]
    const old = rangeOf(versions).proofOf(2)
    expect(await stage.lineage.prove(run, third, old)).to.equal(true)
    versions.push(await certifyRound(stage))
    await finalize(stage)
    await catchUp(stage)
    expect(await stage.lineage.prove(run, third, old)).to.equal(false)
    // Where the third one stood as a tree of its own, nothing stands now.
    expect(await stage.lineage.prove(run, third, { index: 4, path: [] })).to.equal(false)
    expect(await stage.lineage.prove(run, third, rangeOf(versions).proofOf(2))).to.equal(true)
  })

  it('property: says what TypeScript says of any place and path', async () => {
    const { stage, versions } = await stageThree()
    for (let i = 0; i < 4; i++) {
      versions.push(await certifyRound(stage))
      await finalize(stage)
    }
    await catchUp(stage)
    const range = rangeOf(versions)
    const nodes = [...range.peaks, ...range.proofOf(0).path, ...range.proofOf(5).path]
    const seen = new Set<boolean>()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(6),
        fc.nat(8),
        fc.oneof(fc.nat(6), fc.array(fc.constantFrom(...nodes), { maxLength: 3 })),
        async (which, index, from) => {
          const version = versions[which] as Kept
          const path = typeof from === 'number' ? range.proofOf(from).path : from
          const expected = verifyRangeProof(range, versionLeaf(run, version), { index, path })
          seen.add(expected)
          expect(await stage.lineage.prove(run, version, { index, path })).to.equal(expected)
        },
      ),
      { seed: 3, numRuns: 150 },
    )
    expect(seen.size).to.equal(2)
  })

  it('error: an inner node is no version', async () => {
    const { stage, versions } = await stageThree()
    const [first, second] = versions as [Kept, Kept]
    const [a, b] = [versionLeaf(run, first), versionLeaf(run, second)]
    // The node of the first two stands at height 1; nothing of 192 bytes hashes to it.
    const forged = { version: 1, round: 1, model: { root: a, content: b }, digest: a }
    expect(await stage.lineage.prove(run, forged, { index: 0, path: [] })).to.equal(false)
    expect(await stage.lineage.prove(run, forged, { index: 0, path: [b] })).to.equal(false)
  })
})

describe('ModelLineage.promote', () => {
  const tag = id('production')

  it('default: one model per run and tag, replaced by the next', async () => {
    const { stage, versions } = await stageThree()
    const [first, , third] = versions as [Kept, Kept, Kept]
    const range = rangeOf(versions)
    expect(await stage.lineage.modelOf(run, tag)).to.equal(`0x${'00'.repeat(32)}`)
    await expect(stage.lineage.promote(run, third, range.proofOf(2), tag))
      .to.emit(stage.lineage, 'Promoted')
      .withArgs(run, tag, 3, Object.values(third.model), third.digest)
    await stage.lineage.promote(run, first, range.proofOf(0), id('baseline'))
    expect(await stage.lineage.modelOf(run, tag)).to.equal(modelFor(3).root)
    await stage.lineage.promote(run, first, range.proofOf(0), tag)
    expect(await stage.lineage.modelOf(run, tag)).to.equal(modelFor(1).root)
    expect(await stage.lineage.modelOf(2, tag)).to.equal(`0x${'00'.repeat(32)}`)
  })

  it('error: what is not recorded, and who may not', async () => {
    const { stage, versions } = await stageThree()
    const [first] = versions as [Kept]
    const proof = rangeOf(versions).proofOf(0)
    const other = { ...first, model: modelFor(9) }
    await expect(stage.lineage.promote(run, other, proof, tag))
      .to.be.revertedWithCustomError(stage.lineage, 'NotRecorded')
      .withArgs(run, 1)
    const stranger = await createOperator('stranger')
    const lineage = as(stage.lineage, stranger.wallet)
    for (const call of [
      () => lineage.promote(run, first, proof, tag),
      () => lineage.rollback(run, first, proof),
    ])
      await expect(call())
        .to.be.revertedWithCustomError(lineage, 'AccessManagedUnauthorized')
        .withArgs(stranger.wallet.address)
  })
})

describe('ModelLineage.rollback', () => {
  it('default: the ledger goes on from the version, and nothing is forgotten', async () => {
    const { stage, versions } = await stageThree()
    const [first] = versions as [Kept]
    const proof = rangeOf(versions).proofOf(0)
    const sent = stage.lineage.rollback(run, first, proof)
    await expect(sent)
      .to.emit(stage.lineage, 'RollbackOrdered')
      .withArgs(run, 1, Object.values(first.model))
    await expect(sent).to.emit(stage.ledger, 'RolledBack')
    await expectList(stage, versions)
    expect((await stage.ledger.cursorOf(run)).version).to.equal(3)
  })

  it('error: what is not recorded, and a live round', async () => {
    const { stage, versions } = await stageThree()
    const [first] = versions as [Kept]
    const proof = rangeOf(versions).proofOf(0)
    await expect(stage.lineage.rollback(run, { ...first, round: 2 }, proof))
      .to.be.revertedWithCustomError(stage.lineage, 'NotRecorded')
      .withArgs(run, 1)
    await open(stage)
    await expect(stage.lineage.rollback(run, first, proof)).to.be.revertedWithCustomError(
      stage.ledger,
      'WrongState',
    )
    expect(toHex(await historyOf(stage)).length).to.equal(2 + 64 * 8)
  })
})
