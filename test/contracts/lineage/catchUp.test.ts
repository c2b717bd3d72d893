import { verifyRangeProof, versionLeaf } from '@vain/protocol'
import { expect } from 'chai'
import { id, keccak256 } from 'ethers'
import fc from 'fast-check'
import { helpers } from '../support/chain.ts'
import { open, runNumber as run } from '../support/round.ts'
import {
  abortRound,
  catchUp,
  certifyRound,
  endWindow,
  expectList,
  finalize,
  fresh,
  historyOf,
  type Kept,
  overturnRound,
  rangeOf,
  stageThree,
} from './stage.ts'

/** Where the steps of certified rounds begin, and how many words they have. */
function starts(rounds: number): [number, number][] {
  const all: [number, number][] = []
  let start = 0
  for (let i = 0; i < 4 * rounds; i++) {
    const words = [8, 10, 9, 5][i % 4] as number
    all.push([start, words])
    start += 32 * words
  }
  return all
}

describe('ModelLineage.catchUp', () => {
  it('default: records a final version with what its validators signed', async () => {
    const stage = await fresh()
    const kept = await certifyRound(stage)
    await finalize(stage)
    await expect(catchUp(stage))
      .to.emit(stage.lineage, 'Recorded')
      .withArgs(run, 1, 0, 1, Object.values(kept.model), kept.digest)
    await expectList(stage, [kept])
    expect(await stage.lineage.reachedOf(run)).to.equal(await stage.ledger.headOf(run))
  })

  it('behavior: begins at the first word of the run', async () => {
    const stage = await fresh()
    expect(await stage.lineage.reachedOf(run)).to.equal(await stage.ledger.headOf(run))
    await expectList(stage, [])
    // Nothing happened: nothing to record, and no harm.
    await catchUp(stage)
    await expectList(stage, [])
  })

  it('behavior: waits for the window, and reads the round again', async () => {
    const stage = await fresh()
    const before = await stage.lineage.reachedOf(run)
    const kept = await certifyRound(stage)
    await catchUp(stage)
    await endWindow()
    await catchUp(stage)
    await expectList(stage, [])
    expect(await stage.lineage.reachedOf(run)).to.equal(before)
    await open(stage)
    await catchUp(stage)
    await expectList(stage, [kept])
    // In the middle of a round it stands before the round.
    expect(await stage.lineage.reachedOf(run)).not.to.equal(await stage.ledger.headOf(run))
    await catchUp(stage)
    await expectList(stage, [kept])
  })

  it('behavior: what a court overturned is not in it, and its number is missing', async () => {
    const stage = await fresh()
    const lost = await certifyRound(stage)
    await catchUp(stage)
    await stage.ledger.dispute(run, lost.round, 2 ** 39)
    await catchUp(stage)
    await stage.ledger.settle(run, lost.round, false)
    await catchUp(stage)
    const kept = await certifyRound(stage)
    await finalize(stage)
    await catchUp(stage)
    expect(kept.version).to.equal(2)
    await expectList(stage, [kept])
    const proof = rangeOf([lost]).proofOf(0)
    expect(await stage.lineage.prove(run, lost, proof)).to.equal(false)
  })

  it('behavior: nor is it if its verdict is read together with what came after it', async () => {
    const stage = await fresh()
    await overturnRound(stage)
    const second = await certifyRound(stage)
    await finalize(stage)
    await overturnRound(stage)
    await abortRound(stage, false)
    const fifth = await certifyRound(stage)
    await finalize(stage)
    await catchUp(stage)
    expect([second.version, fifth.version]).to.deep.equal([2, 4])
    await expectList(stage, [second, fifth])
  })

  it('behavior: a dispute that came to nothing changes nothing', async () => {
    const stage = await fresh()
    const kept = await certifyRound(stage)
    await stage.ledger.dispute(run, kept.round, 2 ** 39)
    await stage.ledger.settle(run, kept.round, true)
    await finalize(stage)
    await catchUp(stage)
    await expectList(stage, [kept])
  })

  it('behavior: rounds that failed are passed over', async () => {
    const stage = await fresh()
    await abortRound(stage, false)
    await abortRound(stage, true)
    await catchUp(stage)
    expect(await stage.lineage.reachedOf(run)).to.equal(await stage.ledger.headOf(run))
    const kept = await certifyRound(stage)
    await finalize(stage)
    await catchUp(stage)
    expect(kept).to.include({ version: 1, round: 3 })
    await expectList(stage, [kept])
  })

  it('behavior: a run that was sent back goes on', async () => {
    const { stage, versions } = await stageThree()
    const [first] = versions as [Kept]
    await stage.lineage.rollback(run, first, rangeOf(versions).proofOf(0))
    await catchUp(stage)
    const fourth = await certifyRound(stage)
    await finalize(stage)
    await catchUp(stage)
    await expectList(stage, [...versions, fourth])
  })

  it('property: the same list as TypeScript for 1 to 40 versions, however often it is asked', async () => {
    const stage = await fresh()
    const versions: Kept[] = []
    const random = fc.sample(fc.nat(9), { numRuns: 400, seed: 5 })
    while (versions.length < 40) {
      const [draw, asks] = [random.pop() as number, random.pop() as number]
      if (draw === 0) await overturnRound(stage)
      else if (draw === 1) await abortRound(stage, true)
      else {
        versions.push(await certifyRound(stage))
        await finalize(stage)
      }
      if (asks < 3) {
        await catchUp(stage)
        await expectList(stage, versions)
      }
    }
    await catchUp(stage)
    await expectList(stage, versions)
    const range = rangeOf(versions)
    for (const [index, version] of versions.entries()) {
      const proof = range.proofOf(index)
      expect(await stage.lineage.prove(run, version, proof), `${index}`).to.equal(true)
      expect(verifyRangeProof(range, versionLeaf(run, version), proof)).to.equal(true)
    }
  }).timeout(60_000)

  it('error: a step changed, left out, added, cut off or of no kind', async () => {
    const stage = await fresh()
    await certifyRound(stage)
    await endWindow()
    await open(stage)
    const history = await historyOf(stage)
    const send = (bytes: Uint8Array) => stage.lineage.catchUp(run, bytes)
    const refused = (bytes: Uint8Array) =>
      expect(send(bytes)).to.be.revertedWithCustomError(stage.lineage, 'NotInHistory')
    const words = [8, 10, 9, 5]
    const masked = 32 * (words[0] as number)
    await refused(history.with(64, 1))
    await refused(history.with(history.length - 1, (history.at(-1) as number) ^ 1))
    // Without its certificate, without its round, in another order.
    await refused(history.slice(0, 32 * 27))
    await refused(history.slice(32 * 32))
    await refused(new Uint8Array([...history.slice(masked, 32 * 18), ...history.slice(0, masked)]))
    await refused(new Uint8Array())
    for (const bytes of [history.slice(0, -1), history.slice(0, 40), history.slice(0, 31)])
      await expect(send(bytes)).to.be.revertedWithCustomError(stage.lineage, 'BadStep')
    for (const kind of [5, 8, 255])
      await expect(send(history.with(31, kind)))
        .to.be.revertedWithCustomError(stage.lineage, 'BadStep')
        .withArgs(0)
    await expect(send(history.with(0, 1))).to.be.revertedWithCustomError(stage.lineage, 'BadStep')
    await send(history)
  })

  it('error: a certificate in the place of its verdict', async () => {
    const stage = await fresh()
    await overturnRound(stage)
    const history = await historyOf(stage)
    // Stopping before the verdict does not lead to the ledger's head.
    await expect(stage.lineage.catchUp(run, history.slice(0, -64))).to.be.revertedWithCustomError(
      stage.lineage,
      'NotInHistory',
    )
  })

  it('error: a run that does not exist, and the history of another one', async () => {
    const stage = await fresh()
    await expect(stage.lineage.catchUp(2, '0x')).to.be.revertedWithCustomError(
      stage.registry,
      'UnknownRun',
    )
  })
})

describe('ModelLineage.anchorHead, anchorBefore', () => {
  it('behavior: a call prepared for an anchor fits after the next step', async () => {
    const stage = await fresh()
    const kept = await certifyRound(stage)
    await endWindow()
    await open(stage)
    const history = await historyOf(stage)
    const head = await stage.ledger.headOf(run)
    await expect(stage.lineage.anchorHead(run))
      .to.emit(stage.lineage, 'Anchored')
      .withArgs(run, head)
    await helpers.time.increase(1_000)
    await stage.ledger.abort(run, 2)
    await stage.lineage.catchUp(run, history)
    await expectList(stage, [kept])
  })

  it('behavior: a certificate at an anchor waits for the step after it', async () => {
    const stage = await fresh()
    const lost = await certifyRound(stage)
    await stage.lineage.anchorHead(run)
    const history = await historyOf(stage)
    await stage.ledger.dispute(run, lost.round, 2 ** 39)
    await stage.ledger.settle(run, lost.round, false)
    await stage.lineage.catchUp(run, history)
    await expectList(stage, [])
    // The ledger is final again, but for another round.
    await certifyRound(stage)
    await finalize(stage)
    await stage.lineage.catchUp(run, history)
    await expectList(stage, [])
  })

  it('behavior: a long history is recorded in parts, from the last anchor backwards', async () => {
    const stage = await fresh()
    const versions: Kept[] = []
    const heads: string[] = []
    for (let i = 0; i < 4; i++) {
      versions.push(await certifyRound(stage))
      heads.push(await stage.ledger.headOf(run))
      await finalize(stage)
    }
    const history = await historyOf(stage)
    const hashes: string[] = []
    for (const [start, words] of starts(4))
      hashes.push(keccak256(history.slice(start, start + 32 * words)))
    await stage.lineage.anchorBefore(run, heads[2], hashes.slice(12))
    await stage.lineage.anchorBefore(run, heads[1], hashes.slice(8, 12))
    expect(await stage.lineage.isAnchored(run, heads[1])).to.equal(true)
    await stage.lineage.catchUp(run, history.slice(0, 2 * 32 * 32))
    // The second one's verdict could still follow, for all it knows.
    await expectList(stage, versions.slice(0, 1))
    await catchUp(stage)
    await expectList(stage, versions)
  })

  it('error: what is not in the history', async () => {
    const stage = await fresh()
    const before = await stage.ledger.headOf(run)
    await open(stage)
    for (const [head, steps] of [
      [before, []],
      [id('head'), []],
      [before, [id('step')]],
    ] as const)
      await expect(stage.lineage.anchorBefore(run, head, steps)).to.be.revertedWithCustomError(
        stage.lineage,
        'NotInHistory',
      )
    await expect(stage.lineage.anchorHead(2)).to.be.revertedWithCustomError(
      stage.registry,
      'UnknownRun',
    )
  })
})
