import { expect } from 'chai'
import { id, ZeroAddress } from 'ethers'
import { as, ethers, helpers } from '../support/chain.ts'
import {
  callOf,
  deployGoverned,
  draft,
  goToExecution,
  goToVote,
  propose,
  raiseStake,
  setting,
  stateOf,
} from '../support/governance.ts'
import { fresh } from '../support/stage.ts'

describe('VainGovernor, guardian', () => {
  it('default: cancels a proposal in any state before it is done', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, timelock, guardian } = stage
    const byGuardian = as(governor, guardian.wallet)
    const paths = [propose, goToVote, goToExecution]
    for (const [which, go] of paths.entries()) {
      const proposal = await draft([raiseStake(stage)], `proposal ${which}`)
      await go(stage, proposal)
      await expect(byGuardian.cancel(...callOf(proposal)))
        .to.emit(governor, 'ProposalCanceled')
        .withArgs(proposal.id)
      expect(await stateOf(stage, proposal)).to.equal('canceled')
      const queued = await timelock.hashOperationBatch(
        ...[proposal.targets, proposal.values, proposal.calldatas, ethers.ZeroHash],
        ethers.toBeHex(
          (BigInt(await governor.getAddress()) * 2n ** 96n) ^ BigInt(id(proposal.description)),
          32,
        ),
      )
      expect(await timelock.isOperation(queued)).to.equal(false)
      await expect(governor.execute(...callOf(proposal))).to.be.revertedWithCustomError(
        governor,
        'GovernorUnexpectedProposalState',
      )
    }
  })

  it('error: does nothing else: neither proposes nor queues before the vote nor executes', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, timelock, guardian } = stage
    const proposal = await draft([raiseStake(stage)])
    await expect(propose(stage, proposal, guardian)).to.be.revertedWithCustomError(
      governor,
      'GovernorInsufficientProposerVotes',
    )
    await goToVote(stage, proposal)
    const byGuardian = as(governor, guardian.wallet)
    await expect(byGuardian.castVote(proposal.id, 1))
      .to.be.revertedWithCustomError(governor, 'GovernorUnnumberedVoter')
      .withArgs(guardian.wallet.address)
    for (const call of ['queue', 'execute'] as const)
      await expect(byGuardian[call](...callOf(proposal))).to.be.revertedWithCustomError(
        governor,
        'GovernorUnexpectedProposalState',
      )
    await expect(as(timelock, guardian.wallet).cancel(id('x'))).to.be.revertedWithCustomError(
      timelock,
      'AccessControlUnauthorizedAccount',
    )
  })

  it('behavior: cannot keep its office, for a vote that only replaces it cannot be cancelled', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, guardian, voters } = stage
    const next = voters[1].wallet.address
    const proposal = await draft([setting(stage, 'setProposalGuardian', next)])
    await goToExecution(stage, proposal)
    await expect(as(governor, guardian.wallet).cancel(...callOf(proposal)))
      .to.be.revertedWithCustomError(governor, 'GuardianInOwnCause')
      .withArgs(proposal.id)
    await expect(governor.execute(...callOf(proposal)))
      .to.emit(governor, 'ProposalGuardianSet')
      .withArgs(guardian.wallet.address, next)
    expect(await governor.proposalGuardian()).to.equal(next)
  })

  it('behavior: a proposal that does more than replace it can be cancelled', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, guardian } = stage
    const replace = setting(stage, 'setProposalGuardian', ZeroAddress)
    for (const actions of [
      [replace, raiseStake(stage)],
      [{ ...replace, target: stage.timelock, name: 'updateDelay', args: [1] }],
    ]) {
      const proposal = await draft(actions)
      await propose(stage, proposal)
      await as(governor, guardian.wallet).cancel(...callOf(proposal))
    }
  })

  it('behavior: a proposer takes a proposal back before the vote, nobody else does', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, voters } = stage
    const [ada, ben] = voters
    const proposal = await draft([raiseStake(stage)])
    await propose(stage, proposal)
    await expect(as(governor, ben.wallet).cancel(...callOf(proposal)))
      .to.be.revertedWithCustomError(governor, 'GovernorUnableToCancel')
      .withArgs(proposal.id, ben.wallet.address)
    await as(governor, ada.wallet).cancel(...callOf(proposal))
    const other = await draft([raiseStake(stage)], 'other')
    await goToVote(stage, other)
    await helpers.mine()
    await expect(as(governor, ada.wallet).cancel(...callOf(other))).to.be.revertedWithCustomError(
      governor,
      'GovernorUnableToCancel',
    )
  })
})
