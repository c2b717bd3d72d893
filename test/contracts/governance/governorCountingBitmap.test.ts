import { expect } from 'chai'
import { id } from 'ethers'
import { as, ethers, helpers } from '../support/chain.ts'
import {
  deployGoverned,
  draft,
  type GovernedStage,
  goPastVote,
  goToVote,
  type Proposal,
  raiseStake,
} from '../support/governance.ts'
import { createOperator, type Operator } from '../support/operators.ts'
import { bond, fresh } from '../support/stage.ts'

const against = 0
const inFavour = 1
const abstain = 2

type Vote = GovernedStage & { readonly stage: GovernedStage; readonly proposal: Proposal } & {
  readonly [Name in 'ada' | 'ben' | 'cleo' | 'dan']: Operator
}

/** A vote that has begun. Ben and Cleo have delegated to Ada, Dan votes for himself. */
async function stageVote(): Promise<Vote> {
  const stage = await deployGoverned()
  const [ada, ben, cleo, dan] = stage.voters
  for (const { wallet } of [ben, cleo]) await as(stage.vault, wallet).delegate(ada.wallet)
  const proposal = await draft([raiseStake(stage)])
  await goToVote(stage, proposal)
  return { ...stage, stage, proposal, ada, ben, cleo, dan }
}

const votesOf = ({ governor, proposal }: Vote): Promise<bigint[]> =>
  governor.proposalVotes(proposal.id)

const typesOf = {
  ballot: 'uint256 proposalId,uint8 support,address voter,uint256 nonce',
  extended:
    'uint256 proposalId,uint8 support,address voter,uint256 nonce,string reason,bytes params',
  override: 'uint256 proposalId,uint8 support,address voter,uint256 nonce,string reason',
} as const

const nameOf = { ballot: 'Ballot', extended: 'ExtendedBallot', override: 'OverrideBallot' } as const

/** Signs a ballot as a wallet does, from the text of its type (EIP-712). */
async function signBallot(
  { governor, proposal }: Vote,
  kind: keyof typeof typesOf,
  { wallet }: Operator,
  support: number,
  more: { readonly reason?: string; readonly params?: string; readonly nonce?: bigint } = {},
): Promise<string> {
  const fields = typesOf[kind].split(',').map((field) => {
    const [type, name] = field.split(' ') as [string, string]
    return { type, name }
  })
  const domain = {
    name: 'vAIn Governor',
    version: '1',
    chainId: 31_337,
    verifyingContract: await governor.getAddress(),
  }
  const nonce: bigint = more.nonce ?? (await governor.nonces(wallet))
  return wallet.signTypedData(
    domain,
    { [nameOf[kind]]: fields },
    { proposalId: proposal.id, support, voter: wallet.address, nonce, ...more },
  )
}

describe('GovernorCountingBitmap.castVote', () => {
  it('default: counts what was delegated at the snapshot, once', async () => {
    const vote = await fresh(stageVote)
    const { governor, proposal, ada, dan } = vote
    await expect(as(governor, ada.wallet).castVote(proposal.id, inFavour))
      .to.emit(governor, 'VoteCast')
      .withArgs(ada.wallet.address, proposal.id, inFavour, 90_000, '')
    await as(governor, dan.wallet).castVote(proposal.id, abstain)
    expect(await votesOf(vote)).to.deep.equal([0n, 90_000n, 10_000n])
    expect(await governor.hasVoted(proposal.id, ada.wallet)).to.equal(true)
    for (const support of [against, inFavour, abstain])
      await expect(as(governor, ada.wallet).castVote(proposal.id, support))
        .to.be.revertedWithCustomError(governor, 'GovernorAlreadyCastVote')
        .withArgs(ada.wallet.address)
  })

  it('behavior: who delegated everything has a vote without weight', async () => {
    const vote = await fresh(stageVote)
    const { governor, proposal, ben } = vote
    await expect(as(governor, ben.wallet).castVote(proposal.id, inFavour))
      .to.emit(governor, 'VoteCast')
      .withArgs(ben.wallet.address, proposal.id, inFavour, 0, '')
    expect(await votesOf(vote)).to.deep.equal([0n, 0n, 0n])
    expect(await governor.hasVoted(proposal.id, ben.wallet)).to.equal(true)
  })

  it('behavior: votes on one proposal are none on another', async () => {
    const vote = await fresh(stageVote)
    const { governor, stage, proposal, ada } = vote
    const other = await draft([raiseStake(stage)], 'other')
    await goToVote(stage, other)
    await as(governor, ada.wallet).castVote(proposal.id, against)
    expect(await governor.hasVoted(other.id, ada.wallet)).to.equal(false)
    expect(await votesOf({ ...vote, proposal: other })).to.deep.equal([0n, 0n, 0n])
    await as(governor, ada.wallet).castVote(other.id, inFavour)
    expect(await votesOf(vote)).to.deep.equal([90_000n, 0n, 0n])
  })

  it('behavior: neighbours in a word and at its edges do not touch each other', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, vault } = stage
    // With the four who are there, numbers 1 to 66: words end at 63.
    const crowd: Operator[] = [...stage.voters]
    for (let number = 5; number <= 66; number += 1) {
      const voter = await createOperator(`voter ${number}`)
      await bond(stage, voter, BigInt(number))
      crowd.push(voter)
    }
    const proposal = await draft([raiseStake(stage)])
    await goToVote(stage, proposal)
    const numbers = [63, 64, 1, 62, 65, 66]
    for (const [place, number] of numbers.entries()) {
      const { wallet } = crowd[number - 1] as Operator
      expect(await vault.numberOf(wallet)).to.equal(number)
      await as(governor, wallet).castVote(proposal.id, place % 3)
      const voted = await Promise.all(
        crowd.map(({ wallet: voter }) => governor.hasVoted(proposal.id, voter)),
      )
      const expected = crowd.map((_, index) => numbers.slice(0, place + 1).includes(index + 1))
      expect(voted).to.deep.equal(expected)
    }
    expect(await governor.proposalVotes(proposal.id)).to.deep.equal([
      63n + 62n,
      64n + 65n,
      40_000n + 66n,
    ])
  })

  it('error: without a number, with another support, outside of the vote', async () => {
    const vote = await fresh(stageVote)
    const { governor, stage, proposal, ada } = vote
    const stranger = await createOperator('stranger')
    for (const call of ['castVote', 'castOverrideVote'] as const)
      await expect(
        as(governor, stranger.wallet)[call](
          ...[proposal.id, 1],
          ...(call === 'castVote' ? [] : ['']),
        ),
      )
        .to.be.revertedWithCustomError(governor, 'GovernorUnnumberedVoter')
        .withArgs(stranger.wallet.address)
    const byAda = as(governor, ada.wallet)
    await expect(byAda.castVote(proposal.id, 3)).to.be.revertedWithCustomError(
      governor,
      'GovernorInvalidVoteType',
    )
    await expect(byAda.castOverrideVote(proposal.id, 3, '')).to.be.revertedWithCustomError(
      governor,
      'GovernorInvalidVoteType',
    )
    await expect(byAda.castVote(7, 1)).to.be.revertedWithCustomError(
      governor,
      'GovernorNonexistentProposal',
    )
    await goPastVote(stage, proposal)
    await expect(byAda.castVote(proposal.id, 1)).to.be.revertedWithCustomError(
      governor,
      'GovernorUnexpectedProposalState',
    )
    await expect(byAda.castOverrideVote(proposal.id, 1, '')).to.be.revertedWithCustomError(
      governor,
      'GovernorUnexpectedProposalState',
    )
  })
})

describe('GovernorCountingBitmap, votes with a reason and by signature', () => {
  it('behavior: the reason and the parameters are in the event', async () => {
    const { governor, proposal, ada, dan } = await fresh(stageVote)
    await expect(as(governor, ada.wallet).castVoteWithReason(proposal.id, against, 'too soon'))
      .to.emit(governor, 'VoteCast')
      .withArgs(ada.wallet.address, proposal.id, against, 90_000, 'too soon')
    await expect(
      as(governor, dan.wallet).castVoteWithReasonAndParams(proposal.id, inFavour, 'yes', '0x1234'),
    )
      .to.emit(governor, 'VoteCastWithParams')
      .withArgs(dan.wallet.address, proposal.id, inFavour, 10_000, 'yes', '0x1234')
  })

  it('default: anyone brings a signed ballot, once', async () => {
    const vote = await fresh(stageVote)
    const { governor, proposal, ada } = vote
    const signature = await signBallot(vote, 'ballot', ada, inFavour)
    const { address } = ada.wallet
    for (const [voter, support] of [
      [address, against],
      [vote.ben.wallet.address, inFavour],
    ] as const)
      await expect(governor.castVoteBySig(proposal.id, support, voter, signature))
        .to.be.revertedWithCustomError(governor, 'GovernorInvalidSignature')
        .withArgs(voter)
    await governor.castVoteBySig(proposal.id, inFavour, address, signature)
    expect(await votesOf(vote)).to.deep.equal([0n, 90_000n, 0n])
    expect(await governor.nonces(address)).to.equal(1)
    await expect(
      governor.castVoteBySig(proposal.id, inFavour, address, signature),
    ).to.be.revertedWithCustomError(governor, 'GovernorInvalidSignature')
    const again = await signBallot(vote, 'ballot', ada, inFavour)
    await expect(
      governor.castVoteBySig(proposal.id, inFavour, address, again),
    ).to.be.revertedWithCustomError(governor, 'GovernorAlreadyCastVote')
  })

  it('behavior: so with a reason and parameters', async () => {
    const vote = await fresh(stageVote)
    const { governor, proposal, dan } = vote
    const [reason, params] = ['because', '0xff']
    const signature = await signBallot(vote, 'extended', dan, abstain, { reason, params })
    const call = [proposal.id, abstain, dan.wallet.address, reason, params] as const
    await expect(governor.castVoteWithReasonAndParamsBySig(...call, signature))
      .to.emit(governor, 'VoteCastWithParams')
      .withArgs(dan.wallet.address, proposal.id, abstain, 10_000, reason, params)
  })

  it('behavior: so for an override; its type is that of OpenZeppelin', async () => {
    const vote = await fresh(stageVote)
    const { governor, proposal, ben } = vote
    expect(await governor.OVERRIDE_BALLOT_TYPEHASH()).to.equal(
      id(`OverrideBallot(${typesOf.override})`),
    )
    const signature = await signBallot(vote, 'override', ben, against, { reason: 'mine' })
    const call = [proposal.id, against, ben.wallet.address] as const
    await expect(
      governor.castOverrideVoteBySig(...call, 'other', signature),
    ).to.be.revertedWithCustomError(governor, 'GovernorInvalidSignature')
    await expect(governor.castOverrideVoteBySig(...call, 'mine', signature))
      .to.emit(governor, 'OverrideVoteCast')
      .withArgs(ben.wallet.address, proposal.id, against, 30_000, 'mine')
    await expect(
      governor.castOverrideVoteBySig(...call, 'mine', signature),
    ).to.be.revertedWithCustomError(governor, 'GovernorInvalidSignature')
  })

  it('error: a ballot of another governor, proposal or nonce', async () => {
    const vote = await fresh(stageVote)
    const { governor, proposal, ada } = vote
    const forgeries = [
      await signBallot(vote, 'ballot', ada, inFavour, { nonce: 1n }),
      await signBallot({ ...vote, proposal: { ...proposal, id: 7n } }, 'ballot', ada, inFavour),
      await signBallot({ ...vote, governor: vote.vault as never }, 'ballot', ada, inFavour, {
        nonce: 0n,
      }),
      await signBallot(vote, 'override', ada, inFavour, { reason: '' }),
    ]
    for (const signature of forgeries)
      await expect(
        governor.castVoteBySig(proposal.id, inFavour, ada.wallet.address, signature),
      ).to.be.revertedWithCustomError(governor, 'GovernorInvalidSignature')
  })
})

describe('GovernorCountingBitmap.castOverrideVote', () => {
  it('default: takes its own stake out of its delegate’s vote', async () => {
    const vote = await fresh(stageVote)
    const { governor, proposal, ada, ben, cleo } = vote
    await as(governor, ada.wallet).castVote(proposal.id, inFavour)
    const sent = as(governor, ben.wallet).castOverrideVote(proposal.id, against, 'no')
    await expect(sent)
      .to.emit(governor, 'OverrideVoteCast')
      .withArgs(ben.wallet.address, proposal.id, against, 30_000, 'no')
    await expect(sent)
      .to.emit(governor, 'VoteReduced')
      .withArgs(ada.wallet.address, proposal.id, inFavour, 30_000)
    expect(await votesOf(vote)).to.deep.equal([30_000n, 60_000n, 0n])
    await as(governor, cleo.wallet).castOverrideVote(proposal.id, abstain, '')
    expect(await votesOf(vote)).to.deep.equal([30_000n, 40_000n, 20_000n])
    expect(await governor.hasVoted(proposal.id, ben.wallet)).to.equal(false)
    expect(await governor.hasVotedOverride(proposal.id, ben.wallet)).to.equal(true)
    expect(await governor.hasVotedOverride(proposal.id, ada.wallet)).to.equal(false)
  })

  it('default: before its delegate votes, the delegate’s vote weighs less', async () => {
    const vote = await fresh(stageVote)
    const { governor, proposal, ada, ben, cleo } = vote
    await expect(as(governor, ben.wallet).castOverrideVote(proposal.id, against, '')).not.to.emit(
      governor,
      'VoteReduced',
    )
    await as(governor, cleo.wallet).castOverrideVote(proposal.id, against, '')
    expect(await votesOf(vote)).to.deep.equal([50_000n, 0n, 0n])
    expect(await governor.hasVoted(proposal.id, ada.wallet)).to.equal(false)
    await expect(as(governor, ada.wallet).castVote(proposal.id, inFavour))
      .to.emit(governor, 'VoteCast')
      .withArgs(ada.wallet.address, proposal.id, inFavour, 40_000, '')
    expect(await votesOf(vote)).to.deep.equal([50_000n, 40_000n, 0n])
  })

  it('behavior: one before and one after the delegate', async () => {
    const vote = await fresh(stageVote)
    const { governor, proposal, ada, ben, cleo } = vote
    await as(governor, ben.wallet).castOverrideVote(proposal.id, against, '')
    await as(governor, ada.wallet).castVote(proposal.id, abstain)
    await as(governor, cleo.wallet).castOverrideVote(proposal.id, inFavour, '')
    expect(await votesOf(vote)).to.deep.equal([30_000n, 20_000n, 40_000n])
  })

  it('behavior: whoever is its own delegate changes its own part, before or after', async () => {
    const vote = await fresh(stageVote)
    const { governor, proposal, ada, dan } = vote
    await as(governor, dan.wallet).castOverrideVote(proposal.id, against, '')
    await as(governor, dan.wallet).castVote(proposal.id, inFavour)
    expect(await votesOf(vote)).to.deep.equal([10_000n, 0n, 0n])
    await as(governor, ada.wallet).castVote(proposal.id, inFavour)
    await as(governor, ada.wallet).castOverrideVote(proposal.id, against, '')
    expect(await votesOf(vote)).to.deep.equal([50_000n, 50_000n, 0n])
  })

  it('behavior: the delegate and the stake at the snapshot count, not those of today', async () => {
    const vote = await fresh(stageVote)
    const { governor, vault, proposal, ada, ben, dan } = vote
    await as(vault, ben.wallet).delegate(dan.wallet)
    await as(vault, ben.wallet).unbond(29_999)
    await as(governor, dan.wallet).castVote(proposal.id, inFavour)
    await as(governor, ada.wallet).castVote(proposal.id, inFavour)
    await expect(as(governor, ben.wallet).castOverrideVote(proposal.id, against, ''))
      .to.emit(governor, 'VoteReduced')
      .withArgs(ada.wallet.address, proposal.id, inFavour, 30_000)
    expect(await votesOf(vote)).to.deep.equal([30_000n, 70_000n, 0n])
  })

  it('behavior: who had delegated to nobody still has its own stake to vote with', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, vault, voters } = stage
    const [ada, ben] = voters
    await as(vault, ben.wallet).delegate(ethers.ZeroAddress)
    const proposal = await draft([raiseStake(stage)])
    await goToVote(stage, proposal)
    await as(governor, ada.wallet).castVote(proposal.id, inFavour)
    await expect(as(governor, ben.wallet).castOverrideVote(proposal.id, against, '')).not.to.emit(
      governor,
      'VoteReduced',
    )
    expect(await governor.proposalVotes(proposal.id)).to.deep.equal([30_000n, 40_000n, 0n])
  })

  it('behavior: a delegate without any stake of its own', async () => {
    const stage = await fresh(deployGoverned)
    const { governor, vault, voters } = stage
    const speaker = await createOperator('speaker')
    for (const { wallet } of voters.slice(1)) await as(vault, wallet).delegate(speaker.wallet)
    const proposal = await draft([raiseStake(stage)])
    await goToVote(stage, proposal)
    await as(governor, voters[1].wallet).castOverrideVote(proposal.id, against, '')
    await as(governor, speaker.wallet).castVote(proposal.id, inFavour)
    await as(governor, voters[2].wallet).castOverrideVote(proposal.id, abstain, '')
    expect(await governor.proposalVotes(proposal.id)).to.deep.equal([30_000n, 10_000n, 20_000n])
    await as(governor, speaker.wallet).castOverrideVote(proposal.id, abstain, '')
    expect(await governor.proposalVotes(proposal.id)).to.deep.equal([30_000n, 10_000n, 20_000n])
  })

  it('behavior: an override can take the quorum away again', async () => {
    const vote = await fresh(stageVote)
    const { governor, stage, proposal, ada, ben, cleo } = vote
    await as(governor, ada.wallet).castVote(proposal.id, abstain)
    await as(governor, ben.wallet).castOverrideVote(proposal.id, against, '')
    await as(governor, cleo.wallet).castOverrideVote(proposal.id, against, '')
    expect(await votesOf(vote)).to.deep.equal([50_000n, 0n, 40_000n])
    await as(governor, ada.wallet).castOverrideVote(proposal.id, against, '')
    expect(await votesOf(vote)).to.deep.equal([90_000n, 0n, 0n])
    await goPastVote(stage, proposal)
    await helpers.mine()
    expect(await governor.state(proposal.id)).to.equal(3)
  })

  it('error: twice', async () => {
    const { governor, proposal, ben } = await fresh(stageVote)
    await as(governor, ben.wallet).castOverrideVote(proposal.id, against, '')
    await expect(as(governor, ben.wallet).castOverrideVote(proposal.id, inFavour, ''))
      .to.be.revertedWithCustomError(governor, 'GovernorAlreadyOverriddenVote')
      .withArgs(ben.wallet.address)
  })
})
