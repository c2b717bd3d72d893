import { expect } from 'chai'
import { id, keccak256 } from 'ethers'
import { as, deployAny, ethers, helpers } from '../support/chain.ts'
import {
  appealSeconds,
  type Justice,
  offences,
  stageThree,
  stakeOf,
  statuses,
} from '../support/justice.ts'
import { createOperator, type Operator } from '../support/operators.ts'
import { bitmapOf } from '../support/round.ts'
import { bond, fresh, unbondingSeconds } from '../support/stage.ts'

const caseId = id('case')
const otherCase = id('another case')
const nobody = ethers.ZeroAddress

/** Sentences and waits until it can be executed. */
async function sentenceAndWait(
  { slasher }: Justice,
  operator: Operator,
  offence: number,
  reporter: string = nobody,
  which: string = caseId,
): Promise<void> {
  await slasher.sentence(which, operator.wallet, offence, reporter)
  await helpers.time.increase(appealSeconds)
}

describe('Slasher.sentence', () => {
  it('default: holds the stake at once and says what it will cost', async () => {
    const { slasher, vault, alice, bob } = await fresh(stageThree)
    const at = (await helpers.time.latest()) + 10
    await helpers.time.setNextBlockTimestamp(at)
    const { doubleSignature } = offences
    const reporter = bob.wallet.address
    await expect(slasher.sentence(caseId, alice.wallet, doubleSignature, reporter))
      .to.emit(slasher, 'Sentenced')
      .withArgs(caseId, alice.wallet.address, 0, reporter, 10_000, at + appealSeconds)
      .to.emit(vault, 'Held')
      .withArgs(alice.wallet.address, 1)
    const sentence = await slasher.sentenceOf(caseId, alice.wallet)
    expect(sentence.toArray()).to.deep.equal([
      ...[reporter, BigInt(at + appealSeconds), 10_000n, 1_000n],
      ...[BigInt(doubleSignature), statuses.pending],
    ])
  })

  it('behavior: nobody withdraws past a sentence, even what was unbonded long before', async () => {
    const { justice, slasher, vault, token, alice } = await fresh(stageThree)
    await as(vault, alice.wallet).unbond(1_000)
    await helpers.time.increase(unbondingSeconds - 10)
    await sentenceAndWait(justice, alice, offences.malformedBundle)
    await expect(as(vault, alice.wallet).withdraw())
      .to.be.revertedWithCustomError(vault, 'StillHeld')
      .withArgs(alice.wallet.address, 1)
    await slasher.execute(caseId, alice.wallet)
    await as(vault, alice.wallet).withdraw()
    expect(await token.balanceOf(alice.wallet)).to.equal(800)
  })

  it('behavior: a case is one slot for each operator in it', async () => {
    const { slasher, alice, bob } = await fresh(stageThree)
    for (const { wallet } of [alice, bob]) {
      const sent = await slasher.sentence(caseId, wallet, offences.silence, nobody)
      const { structLogs } = await ethers.provider.send('debug_traceTransaction', [sent.hash])
      const writes = (structLogs as { op: string; depth: number; stack: string[] }[]).filter(
        ({ op, depth }) => op === 'SSTORE' && depth === 1,
      )
      expect(new Set(writes.map(({ stack }) => stack.at(-1))).size).to.equal(1)
    }
  })

  it('error: twice in a case, however the first time ended', async () => {
    const { justice, slasher, alice, bob, carol } = await fresh(stageThree)
    const again = (operator: Operator) =>
      expect(
        slasher.sentence(caseId, operator.wallet, offences.silence, nobody),
      ).to.be.revertedWithCustomError(slasher, 'AlreadySentenced')
    await sentenceAndWait(justice, alice, offences.silence)
    await again(alice)
    await slasher.execute(caseId, alice.wallet)
    await again(alice)
    await sentenceAndWait(justice, bob, offences.silence)
    await slasher.pardon(caseId, bob.wallet)
    await again(bob)
    await sentenceAndWait(justice, carol, offences.silence)
    await slasher.sentence(otherCase, alice.wallet, offences.silence, nobody)
  })

  it('error: nobody to sentence, an unknown offence', async () => {
    const { slasher, alice } = await fresh(stageThree)
    await expect(
      slasher.sentence(caseId, nobody, offences.silence, nobody),
    ).to.be.revertedWithCustomError(slasher, 'ZeroAddress')
    await expect(slasher.sentence(caseId, alice.wallet, 6, nobody)).to.be.revert(ethers)
  })
})

describe('Slasher.execute', () => {
  it('default: pays the reporter, then the treasury, and lets go of the rest', async () => {
    const { justice, slasher, vault, token, treasury, alice, bob } = await fresh(stageThree)
    const before = await token.balanceOf(bob.wallet)
    await sentenceAndWait(justice, alice, offences.missingData, bob.wallet.address)
    await expect(as(slasher, bob.wallet).execute(caseId, alice.wallet))
      .to.emit(slasher, 'Executed')
      .withArgs(caseId, alice.wallet.address, bob.wallet.address, 200, 20)
      .to.emit(vault, 'Released')
      .withArgs(alice.wallet.address, 0)
    expect((await token.balanceOf(bob.wallet)) - before).to.equal(20)
    expect(await token.balanceOf(treasury)).to.equal(180)
    expect(await vault.bonded(alice.wallet)).to.equal(800)
    const { status } = await slasher.sentenceOf(caseId, alice.wallet)
    expect(status).to.equal(statuses.executed)
  })

  it('default: without a reporter all goes to the treasury', async () => {
    const { justice, slasher, token, treasury, alice } = await fresh(stageThree)
    await sentenceAndWait(justice, alice, offences.doubleSignature)
    await slasher.execute(caseId, alice.wallet)
    expect(await token.balanceOf(treasury)).to.equal(1_000)
  })

  it('behavior: the stake is that of the execution, bonded and unbonding', async () => {
    const { justice, slasher, vault, token, treasury, alice } = await fresh(stageThree)
    await sentenceAndWait(justice, alice, offences.malformedBundle)
    await bond(justice, alice, 500n)
    await as(vault, alice.wallet).unbond(1_400)
    await slasher.execute(caseId, alice.wallet)
    expect(await token.balanceOf(treasury)).to.equal(300)
    expect(await vault.bonded(alice.wallet)).to.equal(0)
    expect((await vault.unbonding(alice.wallet)).amount).to.equal(1_200)
  })

  it('behavior: sentences of several cases add up, and each ends for itself', async () => {
    const { justice, slasher, vault, alice } = await fresh(stageThree)
    await sentenceAndWait(justice, alice, offences.malformedBundle)
    await sentenceAndWait(justice, alice, offences.missingData, nobody, otherCase)
    expect(await vault.holdsOf(alice.wallet)).to.equal(2)
    await slasher.execute(caseId, alice.wallet)
    expect(await stakeOf(justice, alice.wallet)).to.equal(800)
    expect(await vault.holdsOf(alice.wallet)).to.equal(1)
    await slasher.execute(otherCase, alice.wallet)
    expect(await stakeOf(justice, alice.wallet)).to.equal(640)
    expect(await vault.holdsOf(alice.wallet)).to.equal(0)
  })

  it('behavior: of who has nothing left nothing is taken, and the case ends', async () => {
    const { justice, slasher, vault, token, treasury, alice, bob } = await fresh(stageThree)
    await sentenceAndWait(justice, alice, offences.doubleSignature)
    await sentenceAndWait(justice, alice, offences.wrongSum, bob.wallet.address, otherCase)
    await slasher.execute(caseId, alice.wallet)
    await expect(slasher.execute(otherCase, alice.wallet))
      .to.emit(slasher, 'Executed')
      .withArgs(otherCase, alice.wallet.address, bob.wallet.address, 0, 0)
    expect(await token.balanceOf(treasury)).to.equal(1_000)
    expect(await vault.holdsOf(alice.wallet)).to.equal(0)
    const stranger = await createOperator('stranger')
    await sentenceAndWait(justice, stranger, offences.wrongSum)
    await slasher.execute(caseId, stranger.wallet)
    expect(await vault.holdsOf(stranger.wallet)).to.equal(0)
  })

  it('behavior: what a sentence takes and pays is fixed when it is passed', async () => {
    const { justice, slasher, token, treasury, alice, bob, carol } = await fresh(stageThree)
    await sentenceAndWait(justice, alice, offences.malformedBundle, carol.wallet.address)
    await slasher.setPenalty(offences.malformedBundle, 10_000)
    await slasher.setReward(0)
    await slasher.setAppealSeconds(appealSeconds * 2)
    await slasher.execute(caseId, alice.wallet)
    expect(await token.balanceOf(treasury)).to.equal(180)
    await sentenceAndWait(justice, bob, offences.malformedBundle, carol.wallet.address)
    await expect(slasher.execute(caseId, bob.wallet)).to.be.revertedWithCustomError(
      slasher,
      'StillAppealable',
    )
    await helpers.time.increase(appealSeconds)
    await slasher.execute(caseId, bob.wallet)
    expect(await token.balanceOf(treasury)).to.equal(2_180)
  })

  it('behavior: an offence that costs nothing takes nothing', async () => {
    const { justice, slasher, alice } = await fresh(stageThree)
    await slasher.setPenalty(offences.silence, 0)
    await sentenceAndWait(justice, alice, offences.silence)
    await slasher.execute(caseId, alice.wallet)
    expect(await stakeOf(justice, alice.wallet)).to.equal(1_000)
  })

  it('behavior: whoever has one unit loses it, and no reporter gets it', async () => {
    const { justice, slasher, token, treasury, alice, bob, vault } = await fresh(stageThree)
    await as(vault, alice.wallet).unbond(999)
    await helpers.time.increase(unbondingSeconds)
    await as(vault, alice.wallet).withdraw()
    await slasher.setReward(5_000)
    await sentenceAndWait(justice, alice, offences.silence, bob.wallet.address)
    await slasher.execute(caseId, alice.wallet)
    expect(await token.balanceOf(treasury)).to.equal(1)
  })

  it('behavior: whoever reports itself loses at least half of the penalty', async () => {
    const { justice, slasher, token, alice } = await fresh(stageThree)
    await slasher.setReward(5_000)
    await sentenceAndWait(justice, alice, offences.doubleSignature, alice.wallet.address)
    await slasher.execute(caseId, alice.wallet)
    expect(await token.balanceOf(alice.wallet)).to.equal(500)
    expect(await stakeOf(justice, alice.wallet)).to.equal(0)
  })

  it('error: too early, and at the first second not', async () => {
    const { slasher, alice } = await fresh(stageThree)
    await slasher.sentence(caseId, alice.wallet, offences.silence, nobody)
    const { executableAt } = await slasher.sentenceOf(caseId, alice.wallet)
    await helpers.time.setNextBlockTimestamp(executableAt - 1n)
    await expect(slasher.execute(caseId, alice.wallet))
      .to.be.revertedWithCustomError(slasher, 'StillAppealable')
      .withArgs(executableAt - 1n, executableAt)
    await helpers.time.setNextBlockTimestamp(executableAt)
    await slasher.execute(caseId, alice.wallet)
  })

  it('error: no sentence, or one that has ended', async () => {
    const { justice, slasher, alice, bob } = await fresh(stageThree)
    const refused = async (operator: Operator, status: bigint): Promise<void> => {
      for (const call of ['execute', 'pardon'] as const)
        await expect(slasher[call](caseId, operator.wallet))
          .to.be.revertedWithCustomError(slasher, 'NotPending')
          .withArgs(caseId, operator.wallet.address, status)
    }
    await refused(alice, statuses.none)
    await sentenceAndWait(justice, alice, offences.silence)
    await sentenceAndWait(justice, bob, offences.silence)
    await slasher.execute(caseId, alice.wallet)
    await slasher.pardon(caseId, bob.wallet)
    await refused(alice, statuses.executed)
    await refused(bob, statuses.pardoned)
  })
})

describe('Slasher.pardon and closeCase', () => {
  it('default: a pardon lets go of everything, before and after the window', async () => {
    const { justice, slasher, vault, alice, bob } = await fresh(stageThree)
    await slasher.sentence(caseId, alice.wallet, offences.wrongSum, nobody)
    await expect(slasher.pardon(caseId, alice.wallet))
      .to.emit(slasher, 'Pardoned')
      .withArgs(caseId, alice.wallet.address)
    await sentenceAndWait(justice, bob, offences.wrongSum)
    await slasher.pardon(caseId, bob.wallet)
    for (const { wallet } of [alice, bob]) expect(await vault.holdsOf(wallet)).to.equal(0)
    expect(await stakeOf(justice, alice.wallet)).to.equal(1_000)
    expect(await stakeOf(justice, bob.wallet)).to.equal(2_000)
  })

  it('default: a closed case costs nobody anything more, and anyone may let go', async () => {
    const { slasher, justice, vault, alice, bob, carol } = await fresh(stageThree)
    const all = bitmapOf([0, 1, 2])
    await sentenceAndWait(justice, alice, offences.wrongSum)
    await slasher.execute(caseId, alice.wallet)
    await slasher.sentence(caseId, bob.wallet, offences.wrongSum, nobody)
    await slasher.sentenceSet(caseId, 1, keccak256(all), offences.wrongCertificate, nobody)
    await expect(slasher.closeCase(caseId)).to.emit(slasher, 'CaseClosed').withArgs(caseId)
    expect(await slasher.isClosed(caseId)).to.equal(true)
    await expect(as(slasher, carol.wallet).execute(caseId, bob.wallet))
      .to.emit(slasher, 'Pardoned')
      .withArgs(caseId, bob.wallet.address)
    expect(await vault.holdsOf(bob.wallet)).to.equal(0)
    expect(await stakeOf(justice, alice.wallet)).to.equal(0)
    expect(await stakeOf(justice, bob.wallet)).to.equal(2_000)
    const refused = [
      () => slasher.sentence(caseId, carol.wallet, offences.wrongSum, nobody),
      () => slasher.sentenceSet(caseId, 1, id('others'), offences.wrongSum, nobody),
      () => slasher.sentenceNext(caseId, 1, all, 3),
      () => slasher.closeCase(caseId),
    ]
    for (const call of refused)
      await expect(call()).to.be.revertedWithCustomError(slasher, 'CaseIsClosed').withArgs(caseId)
  })
})

describe('Slasher settings', () => {
  it('default: what offences cost before governance says otherwise', async () => {
    const { slasher, vault, set, treasury } = await fresh(stageThree)
    const penalties: bigint[] = []
    for (const offence of Object.values(offences)) penalties.push(await slasher.penaltyBps(offence))
    expect(penalties).to.deep.equal([10_000n, 10_000n, 10_000n, 2_000n, 2_000n, 100n])
    expect(await slasher.rewardBps()).to.equal(1_000)
    expect(await slasher.MAX_REWARD_BPS()).to.equal(5_000)
    expect(await slasher.appealSeconds()).to.equal(appealSeconds)
    expect(await slasher.treasury()).to.equal(treasury)
    expect(await slasher.vault()).to.equal(await vault.getAddress())
    expect(await slasher.epochSet()).to.equal(await set.getAddress())
  })

  it('default: governance changes them', async () => {
    const { slasher, alice } = await fresh(stageThree)
    await expect(slasher.setPenalty(offences.silence, 10_000))
      .to.emit(slasher, 'PenaltySet')
      .withArgs(offences.silence, 10_000)
    await expect(slasher.setReward(5_000)).to.emit(slasher, 'RewardSet').withArgs(5_000)
    await expect(slasher.setTreasury(alice.wallet))
      .to.emit(slasher, 'TreasurySet')
      .withArgs(alice.wallet.address)
    await expect(slasher.setAppealSeconds(unbondingSeconds - 1))
      .to.emit(slasher, 'AppealSecondsSet')
      .withArgs(unbondingSeconds - 1)
  })

  it('error: beyond what they may be', async () => {
    const { slasher, set, treasury, authority } = await fresh(stageThree)
    await expect(slasher.setPenalty(offences.silence, 10_001))
      .to.be.revertedWithCustomError(slasher, 'BadBps')
      .withArgs(10_001, 10_000)
    await expect(slasher.setReward(5_001))
      .to.be.revertedWithCustomError(slasher, 'BadBps')
      .withArgs(5_001, 5_000)
    await expect(slasher.setTreasury(nobody)).to.be.revertedWithCustomError(slasher, 'ZeroAddress')
    await expect(slasher.setAppealSeconds(unbondingSeconds))
      .to.be.revertedWithCustomError(slasher, 'BadAppealSeconds')
      .withArgs(unbondingSeconds, unbondingSeconds)
    await expect(
      deployAny('Slasher', [set, treasury, unbondingSeconds, authority]),
    ).to.be.revertedWithCustomError(slasher, 'BadAppealSeconds')
    await expect(
      deployAny('Slasher', [set, nobody, appealSeconds, authority]),
    ).to.be.revertedWithCustomError(slasher, 'ZeroAddress')
  })

  it('error: anyone without the role', async () => {
    const { slasher, alice } = await fresh(stageThree)
    const by = as(slasher, alice.wallet)
    const calls = [
      () => by.sentence(caseId, alice.wallet, 0, nobody),
      () => by.sentenceSet(caseId, 1, id('signers'), 0, nobody),
      () => by.pardon(caseId, alice.wallet),
      () => by.closeCase(caseId),
      () => by.setAppealSeconds(1),
      () => by.setPenalty(0, 1),
      () => by.setReward(1),
      () => by.setTreasury(alice.wallet),
    ]
    for (const call of calls)
      await expect(call())
        .to.be.revertedWithCustomError(slasher, 'AccessManagedUnauthorized')
        .withArgs(alice.wallet.address)
  })
})
