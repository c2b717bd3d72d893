import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { as, deploy, deployAny, ethers, helpers, ownerOf } from '../support/chain.ts'
import {
  type Action,
  callOf,
  delaySeconds,
  deployGoverned,
  draft,
  enact,
  goToExecution,
  lifeSeconds,
  setting,
  settings,
} from '../support/governance.ts'
import { deployAll, fresh, unbondingSeconds } from '../support/stage.ts'

describe('VainGovernor, settings', () => {
  const changes: readonly (readonly [string, number | bigint, string])[] = [
    ['setVotingDelay', 700, 'votingDelay'],
    ['setVotingPeriod', 9_000, 'votingPeriod'],
    ['setLateQuorumVoteExtension', 4_000, 'lateQuorumVoteExtension'],
    ['setExecutionSeconds', 11_000, 'executionSeconds'],
    ['setDisputeSeconds', 21_000, 'disputeSeconds'],
    ['setProposalThreshold', 1n, 'proposalThreshold'],
    ['updateQuorumNumerator', 100, 'quorumNumerator'],
  ]

  it('default: governance changes each of them', async () => {
    const stage = await fresh(deployGoverned)
    const { governor } = stage
    await enact(
      stage,
      changes.map(([name, value]) => setting(stage, name, value)),
    )
    for (const [, value, getter] of changes) {
      const read = governor.getFunction(getter === 'quorumNumerator' ? 'quorumNumerator()' : getter)
      expect(await read()).to.equal(value)
    }
  })

  it('error: by anyone but a proposal, be it the timelock itself', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, timelock, guardian } = stage
    for (const [name, value] of [...changes, ['setProposalGuardian', guardian.wallet.address]])
      await expect(as(governor, guardian.wallet).getFunction(name as string)(value))
        .to.be.revertedWithCustomError(governor, 'GovernorOnlyExecutor')
        .withArgs(guardian.wallet.address)
    const forged = await ethers.getImpersonatedSigner(await timelock.getAddress())
    await helpers.setBalance(forged.address, 10n ** 20n)
    await expect(as(governor, forged).setVotingDelay(1)).to.be.revertedWithPanic(0x31)
  })

  it('default: they add up to less than stake takes to leave', async () => {
    const { governor, vault } = await fresh(deployGoverned)
    expect(await governor.lifeSeconds()).to.equal(lifeSeconds)
    expect(await vault.unbondingSeconds()).to.equal(unbondingSeconds)
    expect(lifeSeconds).to.be.lessThan(unbondingSeconds)
  })

  it('error: a vote cannot make any of them break that, nor the delay, nor another timelock', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, timelock } = stage
    const spare = unbondingSeconds - lifeSeconds
    const others = await deploy('timelockController', [delaySeconds + spare, [], [], ZeroAddress])
    const breaking: readonly [Action, number][] = [
      [setting(stage, 'setVotingDelay', settings.votingDelay + spare), 0],
      [setting(stage, 'setVotingPeriod', settings.votingPeriod + spare), 0],
      [setting(stage, 'setExecutionSeconds', settings.executionSeconds + spare), 0],
      [setting(stage, 'setDisputeSeconds', settings.disputeSeconds + spare), 0],
      [setting(stage, 'setDisputeSeconds', settings.disputeSeconds + spare + 7), 7],
      [{ target: timelock, name: 'updateDelay', args: [delaySeconds + spare] }, 0],
      [setting(stage, 'updateTimelock', await others.getAddress()), 0],
    ]
    for (const [which, [action, over]] of breaking.entries()) {
      const proposal = await draft([action], `proposal ${which}`)
      await goToExecution(stage, proposal)
      await expect(governor.execute(...callOf(proposal)))
        .to.be.revertedWithCustomError(governor, 'LifeTooLong')
        .withArgs(unbondingSeconds + over, unbondingSeconds)
    }
    expect(await governor.lifeSeconds()).to.equal(lifeSeconds)
  })

  it('behavior: the extension alone is bounded by the period; both together by the stake', async () => {
    const stage = await fresh(deployGoverned)
    const { governor } = stage
    const spare = unbondingSeconds - lifeSeconds
    const period = settings.votingPeriod + spare - 1
    await expect(
      enact(stage, [setting(stage, 'setLateQuorumVoteExtension', settings.votingPeriod + 1)]),
    ).to.be.revertedWithCustomError(governor, 'GovernorPreventLateQuorumVoteExtensionTooLarge')
    // One second is left.
    await enact(stage, [setting(stage, 'setVotingPeriod', period)], 'a')
    const extension = setting(stage, 'setLateQuorumVoteExtension', settings.lateQuorumExtension + 1)
    await expect(enact(stage, [extension], 'b'))
      .to.be.revertedWithCustomError(governor, 'LifeTooLong')
      .withArgs(unbondingSeconds, unbondingSeconds)
  })

  it('behavior: one proposal trades one for another, in any order', async () => {
    const stage = await fresh(deployGoverned)
    const spare = unbondingSeconds - lifeSeconds
    await enact(stage, [
      setting(stage, 'setDisputeSeconds', settings.disputeSeconds + spare + 4_000),
      setting(stage, 'setVotingPeriod', settings.votingPeriod - 5_000),
    ])
    expect(await stage.governor.lifeSeconds()).to.equal(unbondingSeconds - 1_000)
  })

  it('error: no time to execute', async () => {
    const stage = await fresh(deployGoverned)
    await expect(
      enact(stage, [setting(stage, 'setExecutionSeconds', 0)]),
    ).to.be.revertedWithCustomError(stage.governor, 'ZeroExecutionSeconds')
  })

  it('error: a governor is not made with too long a life', async () => {
    const { vault } = await fresh(deployAll)
    const owner = (await ownerOf()).address
    const timelock = await deploy('timelockController', [delaySeconds, [], [], owner])
    const spare = unbondingSeconds - lifeSeconds
    const make = (disputeSeconds: number) =>
      deployAny('VainGovernor', [vault, timelock, { ...settings, disputeSeconds, guardian: owner }])
    const made = await make(settings.disputeSeconds + spare - 1)
    await expect(make(settings.disputeSeconds + spare))
      .to.be.revertedWithCustomError(made, 'LifeTooLong')
      .withArgs(unbondingSeconds, unbondingSeconds)
  })
})
