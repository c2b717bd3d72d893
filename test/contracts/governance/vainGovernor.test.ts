import { expect } from 'chai'
import { as, ethers, helpers } from '../support/chain.ts'
import {
  callOf,
  delaySeconds,
  deployGoverned,
  draft,
  goPastVote,
  goToExecution,
  goToVote,
  lifeSeconds,
  propose,
  raiseStake,
  settings,
  stateOf,
} from '../support/governance.ts'
import { createOperator, roles } from '../support/operators.ts'
import { fresh } from '../support/stage.ts'

describe('VainGovernor, life of a proposal', () => {
  it('default: proposed, voted, queued, executed: a parameter of the network is changed', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, book, voters } = stage
    const [ada, ben] = voters
    const proposal = await draft([raiseStake(stage)])
    const at = (await helpers.time.latest()) + 10
    await helpers.time.setNextBlockTimestamp(at)
    await expect(propose(stage, proposal)).to.emit(governor, 'ProposalCreated')
    const snapshot = at + settings.votingDelay
    const deadline = snapshot + settings.votingPeriod
    expect(await governor.proposalSnapshot(proposal.id)).to.equal(snapshot)
    expect(await governor.proposalDeadline(proposal.id)).to.equal(deadline)
    expect(await governor.proposalProposer(proposal.id)).to.equal(ada.wallet.address)

    await helpers.time.setNextBlockTimestamp(snapshot)
    expect(await stateOf(stage, proposal)).to.equal('pending')
    await expect(as(governor, ada.wallet).castVote(proposal.id, 1))
      .to.be.revertedWithCustomError(governor, 'GovernorUnexpectedProposalState')
      .withArgs(proposal.id, 0, ethers.toBeHex(2, 32))
    await helpers.time.increaseTo(snapshot)
    await as(governor, ada.wallet).castVote(proposal.id, 1)
    await as(governor, ben.wallet).castVote(proposal.id, 0)
    await helpers.time.setNextBlockTimestamp(deadline)
    await as(governor, voters[2].wallet).castVote(proposal.id, 2)
    expect(await governor.proposalVotes(proposal.id)).to.deep.equal([30_000n, 40_000n, 20_000n])

    await helpers.time.setNextBlockTimestamp(deadline + 100)
    expect(await stateOf(stage, proposal)).to.equal('succeeded')
    await expect(governor.queue(...callOf(proposal)))
      .to.emit(governor, 'ProposalQueued')
      .withArgs(proposal.id, deadline + 100 + delaySeconds)
    await helpers.time.setNextBlockTimestamp(deadline + 100 + delaySeconds - 1)
    await expect(governor.execute(...callOf(proposal))).to.be.revertedWithCustomError(
      stage.timelock,
      'TimelockUnexpectedOperationState',
    )
    await helpers.time.setNextBlockTimestamp(deadline + 100 + delaySeconds)
    await expect(governor.execute(...callOf(proposal)))
      .to.emit(book, 'MinStakeSet')
      .withArgs(roles.trainer, 5)
    expect(await book.minStake(roles.trainer)).to.equal(5)
    expect(await stateOf(stage, proposal)).to.equal('executed')
  })

  it('behavior: defeated without the quorum, by a draw, by a majority', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, voters } = stage
    const [ada, ben, cleo, dan] = voters.map(({ wallet }) => as(governor, wallet))
    const votes = [
      // 20,000 of 100,000 for.
      [[cleo, 1]],
      [
        [ben, 1],
        [cleo, 0],
        [dan, 0],
      ],
      [
        [ada, 0],
        [ben, 1],
      ],
    ] as const
    for (const [which, ballots] of votes.entries()) {
      const proposal = await draft([raiseStake(stage)], `proposal ${which}`)
      await goToVote(stage, proposal)
      for (const [governorBy, support] of ballots) await governorBy?.castVote(proposal.id, support)
      await goPastVote(stage, proposal)
      expect(await stateOf(stage, proposal)).to.equal('defeated')
      await expect(governor.queue(...callOf(proposal))).to.be.revertedWithCustomError(
        governor,
        'GovernorUnexpectedProposalState',
      )
    }
  })

  it('behavior: the quorum counts votes for and abstentions, and is met exactly', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, voters } = stage
    const [, , cleo, dan] = voters
    const proposal = await draft([raiseStake(stage)])
    await goToVote(stage, proposal)
    await helpers.mine()
    expect(await governor.quorum(await governor.proposalSnapshot(proposal.id))).to.equal(30_000)
    await as(governor, cleo.wallet).castVote(proposal.id, 1)
    await as(governor, dan.wallet).castVote(proposal.id, 2)
    await goPastVote(stage, proposal)
    expect(await stateOf(stage, proposal)).to.equal('succeeded')
  })

  it('behavior: a proposal without any vote is defeated', async () => {
    const stage = await fresh(deployGoverned)
    const proposal = await draft([raiseStake(stage)])
    await goToVote(stage, proposal)
    await goPastVote(stage, proposal)
    expect(await stateOf(stage, proposal)).to.equal('defeated')
  })

  it('behavior: stake that came after the snapshot has no vote, stake that left has one', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, vault, token, voters } = stage
    const [ada] = voters
    const late = await createOperator('late')
    await token.transfer(late.wallet, 500_000)
    await as(token, late.wallet).approve(vault, 500_000)
    const proposal = await draft([raiseStake(stage)])
    await goToVote(stage, proposal)
    await as(vault, late.wallet).bond(500_000)
    await as(vault, ada.wallet).unbond(40_000)
    await as(governor, late.wallet).castVote(proposal.id, 0)
    await as(governor, ada.wallet).castVote(proposal.id, 1)
    expect(await governor.proposalVotes(proposal.id)).to.deep.equal([0n, 40_000n, 0n])
  })

  it('behavior: a decision expires if nobody executes it, queued or not', async () => {
    const stage = await fresh(deployGoverned)
    const { governor } = stage
    const proposal = await draft([raiseStake(stage)])
    await goToExecution(stage, proposal)
    const expiry = await governor.proposalExpiry(proposal.id)
    const deadline = await governor.proposalDeadline(proposal.id)
    expect(expiry).to.equal(deadline + BigInt(delaySeconds + settings.executionSeconds))
    await helpers.time.setNextBlockTimestamp(expiry)
    expect(await stateOf(stage, proposal)).to.equal('queued')
    await helpers.time.increaseTo(expiry)
    expect(await stateOf(stage, proposal)).to.equal('expired')
    await expect(governor.execute(...callOf(proposal)))
      .to.be.revertedWithCustomError(governor, 'GovernorUnexpectedProposalState')
      .withArgs(proposal.id, 6, ethers.toBeHex(32, 32))
  })

  it('behavior: the last second to execute', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, book } = stage
    const proposal = await draft([raiseStake(stage)])
    await goToExecution(stage, proposal)
    await helpers.time.setNextBlockTimestamp(await governor.proposalExpiry(proposal.id))
    await expect(governor.execute(...callOf(proposal))).to.emit(book, 'MinStakeSet')
  })

  it('behavior: whoever voted is still there to be slashed when the last case ends', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, vault, voters } = stage
    const [ada, ...others] = voters
    const proposal = await draft([raiseStake(stage)])
    await propose(stage, proposal)
    const proposed = await helpers.time.latest()
    await as(vault, ada.wallet).unbond(1)
    await helpers.time.increase(settings.votingDelay)
    await as(vault, ada.wallet).unbond(39_999)
    // The quorum comes in the last second of the vote.
    await as(governor, ada.wallet).castVote(proposal.id, 0)
    await helpers.time.setNextBlockTimestamp(await governor.proposalDeadline(proposal.id))
    for (const { wallet } of others) await as(governor, wallet).castVote(proposal.id, 1)
    const expiry = await governor.proposalExpiry(proposal.id)
    expect(expiry + BigInt(settings.disputeSeconds)).to.be.at.most(proposed + lifeSeconds)
    const { readyAt } = await vault.unbonding(ada.wallet)
    expect(readyAt).to.be.greaterThan(expiry + BigInt(settings.disputeSeconds))
  })
})

describe('VainGovernor.propose', () => {
  it('behavior: takes the threshold of votes, own or delegated, a second before', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, vault, voters } = stage
    const [, , cleo, dan] = voters
    const proposal = await draft([raiseStake(stage)])
    await expect(propose(stage, proposal, dan))
      .to.be.revertedWithCustomError(governor, 'GovernorInsufficientProposerVotes')
      .withArgs(dan.wallet.address, 10_000, settings.proposalThreshold)
    await as(vault, cleo.wallet).unbond(1)
    await expect(propose(stage, proposal, cleo))
      .to.be.revertedWithCustomError(governor, 'GovernorInsufficientProposerVotes')
      .withArgs(cleo.wallet.address, 19_999, settings.proposalThreshold)
    await as(vault, cleo.wallet).delegate(dan.wallet)
    await propose(stage, proposal, dan)
  })

  it('error: nothing to do, twice, in the name of somebody else', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, voters } = stage
    await expect(propose(stage, await draft([]))).to.be.revertedWithCustomError(
      governor,
      'GovernorInvalidProposalLength',
    )
    const proposal = await draft([raiseStake(stage)])
    await propose(stage, proposal)
    await expect(propose(stage, proposal)).to.be.revertedWithCustomError(
      governor,
      'GovernorUnexpectedProposalState',
    )
    const others = await draft([raiseStake(stage)], `x#proposer=${voters[1].wallet.address}`)
    await expect(propose(stage, others)).to.be.revertedWithCustomError(
      governor,
      'GovernorRestrictedProposer',
    )
    await propose(stage, others, voters[1])
  })
})

describe('VainGovernor, late quorum', () => {
  it('default: a quorum reached late leaves time to answer', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, voters } = stage
    const [ada, ben, cleo] = voters
    const proposal = await draft([raiseStake(stage)])
    await goToVote(stage, proposal)
    const deadline = await governor.proposalDeadline(proposal.id)
    await helpers.time.setNextBlockTimestamp(deadline - 1n)
    const extended = deadline - 1n + BigInt(settings.lateQuorumExtension)
    await expect(as(governor, ada.wallet).castVote(proposal.id, 1))
      .to.emit(governor, 'ProposalExtended')
      .withArgs(proposal.id, extended)
    expect(await governor.proposalDeadline(proposal.id)).to.equal(extended)
    await helpers.time.setNextBlockTimestamp(extended - 1n)
    await expect(as(governor, ben.wallet).castVote(proposal.id, 0)).not.to.emit(
      governor,
      'ProposalExtended',
    )
    await helpers.time.setNextBlockTimestamp(extended)
    await as(governor, cleo.wallet).castVote(proposal.id, 0)
    expect(await governor.proposalDeadline(proposal.id)).to.equal(extended)
    expect(await stateOf(stage, proposal)).to.equal('defeated')
  })

  it('behavior: reached early it extends nothing', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, voters } = stage
    const proposal = await draft([raiseStake(stage)])
    await goToVote(stage, proposal)
    const deadline = await governor.proposalDeadline(proposal.id)
    const ada = as(governor, voters[0].wallet)
    await expect(ada.castVote(proposal.id, 1)).not.to.emit(governor, 'ProposalExtended')
    expect(await governor.proposalDeadline(proposal.id)).to.equal(deadline)
  })

  it('behavior: votes against do not reach it; an override that moves a vote does', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, vault, voters } = stage
    const [ada, ben] = voters
    await as(vault, ben.wallet).delegate(ada.wallet)
    const proposal = await draft([raiseStake(stage)])
    await goToVote(stage, proposal)
    const deadline = await governor.proposalDeadline(proposal.id)
    await helpers.time.setNextBlockTimestamp(deadline - 1n)
    await expect(as(governor, ada.wallet).castVote(proposal.id, 0)).not.to.emit(
      governor,
      'ProposalExtended',
    )
    await helpers.time.setNextBlockTimestamp(deadline)
    await expect(as(governor, ben.wallet).castOverrideVote(proposal.id, 2, ''))
      .to.emit(governor, 'ProposalExtended')
      .withArgs(proposal.id, deadline + BigInt(settings.lateQuorumExtension))
  })
})

describe('VainGovernor, standards', () => {
  it('ERC-6372: the clock is the vault’s', async () => {
    const { governor, vault } = await fresh(deployGoverned)
    expect(await governor.CLOCK_MODE()).to.equal(await vault.CLOCK_MODE())
    expect(await governor.clock()).to.equal(await vault.clock())
    expect(await governor.token()).to.equal(await vault.getAddress())
  })

  it('default: names what tools ask for', async () => {
    const { governor } = await fresh(deployGoverned)
    expect(await governor.name()).to.equal('vAIn Governor')
    expect(await governor.version()).to.equal('1')
    expect(await governor.COUNTING_MODE()).to.equal(
      'support=bravo,override&quorum=for,abstain&overridable=true',
    )
    expect(await governor.quorumDenominator()).to.equal(10_000)
    expect(await governor.supportsInterface('0x01ffc9a7')).to.equal(true)
  })

  it('behavior: the code fits a contract', async () => {
    const { governor, timelock, authority } = await fresh(deployGoverned)
    for (const contract of [governor, timelock, authority]) {
      const code = await ethers.provider.getCode(contract)
      expect((code.length - 2) / 2).to.be.lessThan(24_576)
    }
  })
})
