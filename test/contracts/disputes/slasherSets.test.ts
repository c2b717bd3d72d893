import { expect } from 'chai'
import { id, keccak256 } from 'ethers'
import { as, ethers, helpers } from '../support/chain.ts'
import { offences, stageThree, statuses } from '../support/justice.ts'
import type { Operator } from '../support/operators.ts'
import { bitmapOf } from '../support/round.ts'
import { epochSeconds, fresh } from '../support/stage.ts'

const caseId = id('case')
const otherCase = id('another case')
const nobody = ethers.ZeroAddress

describe('Slasher.sentenceSet and sentenceNext', () => {
  const all = bitmapOf([0, 1, 2])

  it('default: sentences the validators at the set bits, some at a time', async () => {
    const { slasher, alice, bob, carol } = await fresh(stageThree)
    const { wrongCertificate } = offences
    await expect(slasher.sentenceSet(caseId, 1, keccak256(all), wrongCertificate, nobody))
      .to.emit(slasher, 'SetSentenced')
      .withArgs(caseId, 1, keccak256(all), wrongCertificate, nobody)
    const by = as(slasher, carol.wallet)
    expect(await by.sentenceNext.staticCall(caseId, 1, all, 2)).to.equal(2)
    await expect(by.sentenceNext(caseId, 1, all, 2)).to.emit(slasher, 'Sentenced')
    expect(await slasher.setOf(caseId, 1, keccak256(all))).to.deep.equal([true, 2n])
    const statusOf = async ({ wallet }: Operator): Promise<bigint> =>
      (await slasher.sentenceOf(caseId, wallet)).status
    expect(await statusOf(bob)).to.equal(statuses.pending)
    expect(await statusOf(carol)).to.equal(statuses.none)
    await by.sentenceNext(caseId, 1, all, 2)
    expect(await slasher.setOf(caseId, 1, keccak256(all))).to.deep.equal([false, 3n])
    expect(await statusOf(carol)).to.equal(statuses.pending)
    expect(await statusOf(alice)).to.equal(statuses.pending)
  })

  it('behavior: whoever is in several sets of a case is sentenced once', async () => {
    const { slasher, vault, alice, bob } = await fresh(stageThree)
    const [first, second] = [bitmapOf([0, 1]), bitmapOf([1, 2])]
    for (const set of [first, second])
      await slasher.sentenceSet(caseId, 1, keccak256(set), offences.wrongSum, nobody)
    await slasher.sentence(caseId, alice.wallet, offences.wrongSum, nobody)
    expect(await slasher.sentenceNext.staticCall(caseId, 1, first, 9)).to.equal(1)
    await slasher.sentenceNext(caseId, 1, first, 9)
    await slasher.pardon(caseId, bob.wallet)
    expect(await slasher.sentenceNext.staticCall(caseId, 1, second, 9)).to.equal(1)
    await slasher.sentenceNext(caseId, 1, second, 9)
    expect(await vault.holdsOf(alice.wallet)).to.equal(1)
    expect(await vault.holdsOf(bob.wallet)).to.equal(0)
  })

  it('behavior: who left the book since is still found', async () => {
    const { slasher, book, alice } = await fresh(stageThree)
    await as(book, alice.wallet).retire()
    await helpers.time.increase(epochSeconds)
    const one = bitmapOf([0])
    await slasher.sentenceSet(caseId, 1, keccak256(one), offences.wrongSum, nobody)
    await slasher.sentenceNext(caseId, 1, one, 1)
    const { status } = await slasher.sentenceOf(caseId, alice.wallet)
    expect(status).to.equal(statuses.pending)
  })

  it('behavior: no limit and a limit of nothing', async () => {
    const { slasher } = await fresh(stageThree)
    await slasher.sentenceSet(caseId, 1, keccak256(all), offences.wrongSum, nobody)
    await slasher.sentenceNext(caseId, 1, all, 0)
    expect(await slasher.setOf(caseId, 1, keccak256(all))).to.deep.equal([true, 0n])
    await slasher.sentenceNext(caseId, 1, all, ethers.MaxUint256)
    expect(await slasher.setOf(caseId, 1, keccak256(all))).to.deep.equal([false, 3n])
  })

  it('error: another bitmap, epoch or case, and a set that is through', async () => {
    const { slasher } = await fresh(stageThree)
    await slasher.sentenceSet(caseId, 1, keccak256(all), offences.wrongSum, nobody)
    const calls = [
      [caseId, 1, bitmapOf([0, 1])],
      [caseId, 1, `${all}00`],
      [caseId, 1, '0x'],
      [caseId, 0, all],
      [otherCase, 1, all],
    ] as const
    for (const [which, epoch, signers] of calls)
      await expect(slasher.sentenceNext(which, epoch, signers, 9))
        .to.be.revertedWithCustomError(slasher, 'NothingToSentence')
        .withArgs(which, epoch, keccak256(signers))
    const refusedAgain = () =>
      expect(
        slasher.sentenceSet(caseId, 1, keccak256(all), offences.wrongSum, nobody),
      ).to.be.revertedWithCustomError(slasher, 'SetAlreadySentenced')
    await refusedAgain()
    await slasher.sentenceNext(caseId, 1, all, 9)
    await expect(slasher.sentenceNext(caseId, 1, all, 9)).to.be.revertedWithCustomError(
      slasher,
      'NothingToSentence',
    )
    await refusedAgain()
  })

  it('error: a position that the set has not', async () => {
    const { slasher, set } = await fresh(stageThree)
    const beyond = bitmapOf([1, 3])
    await slasher.sentenceSet(caseId, 1, keccak256(beyond), offences.wrongSum, nobody)
    await expect(slasher.sentenceNext(caseId, 1, beyond, 9))
      .to.be.revertedWithCustomError(set, 'UnknownPosition')
      .withArgs(3, 3)
    await slasher.sentenceNext(caseId, 1, beyond, 1)
  })
})
