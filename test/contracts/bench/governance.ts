import { id } from 'ethers'
import type { Figure } from '../../../scripts/bench/figure.ts'
import { as, deployAny, gasOf, helpers } from '../support/chain.ts'
import {
  type Action,
  callOf,
  delaySeconds,
  deployGoverned,
  draft,
  type GovernedStage,
  goPastVote,
  propose,
  settings,
} from '../support/governance.ts'
import { createOperator, type Operator, roles } from '../support/operators.ts'
import { bond } from '../support/stage.ts'
import { gas } from './gas.ts'

const steps = [
  ...([
    'propose',
    'castVote/first',
    'castVote/next',
    'castVoteBySig',
    'castVoteWithReason',
  ] as const),
  ...(['queue', 'execute'] as const),
]
type Step = (typeof steps)[number]

/** What is proposed: a call that changes a parameter of the network. */
const raiseStake = ({ book }: GovernedStage, amount: number): Action => ({
  target: book,
  name: 'setMinStake',
  args: [roles.trainer, amount],
})

/** A life of the same proposal under our governor and under OpenZeppelin's, over the same stake. */
export async function benchGovernance(): Promise<Figure[]> {
  const stage = await deployGoverned()
  // Their votes come after the first one has made the proposal's words.
  const voters: Operator[] = []
  for (const name of ['eve', 'fay', 'gus', 'hal']) {
    const voter = await createOperator(name)
    await bond(stage, voter, 30_000n)
    voters.push(voter)
  }
  const ours = await live(stage, stage.governor as unknown as GovernedStage['governor'], voters)
  const plain = await stagePlain(stage, voters)
  const theirs = await live({ ...stage, governor: plain }, plain, voters)
  const figures = steps.map((step) =>
    gas(`governor/${step}`, ours[step], { name: 'OpenZeppelin', value: theirs[step] }),
  )
  return [...figures, ...(await benchOverride(stage, voters))]
}

/** OpenZeppelin's governor, with a timelock role of its own. */
async function stagePlain(
  stage: GovernedStage,
  voters: readonly Operator[],
): Promise<GovernedStage['governor']> {
  const { vault, timelock } = stage
  const { votingDelay, votingPeriod, proposalThreshold } = settings
  const plain = await deployAny('PlainGovernor', [
    ...[vault, timelock, votingDelay, votingPeriod, proposalThreshold],
  ])
  // Only the timelock itself gives roles by now: the first governor proposes that it does.
  const grant = await Promise.all(
    (['PROPOSER_ROLE', 'EXECUTOR_ROLE'] as const).map(async (role) => ({
      target: timelock,
      name: 'grantRole',
      args: [await timelock[role](), await plain.getAddress()],
    })),
  )
  const proposal = await draft(grant, 'another governor')
  await propose(stage, proposal)
  await helpers.time.increase(settings.votingDelay + 1)
  for (const { wallet } of voters) await as(stage.governor, wallet).castVote(proposal.id, 1)
  await goPastVote(stage, proposal)
  await stage.governor.queue(...callOf(proposal))
  await helpers.time.increase(delaySeconds)
  await stage.governor.execute(...callOf(proposal))
  return plain as unknown as GovernedStage['governor']
}

async function live(
  stage: GovernedStage,
  governor: GovernedStage['governor'],
  voters: readonly Operator[],
): Promise<Record<Step, number>> {
  const [first, next, signer, talker] = voters as [Operator, Operator, Operator, Operator]
  const proposal = await draft([raiseStake(stage, 6)], `${await governor.name()}: raise it`)
  const proposed = await gasOf(propose({ ...stage, governor }, proposal))
  await helpers.time.increase(settings.votingDelay + 1)
  const vote = (voter: Operator): Promise<number> =>
    gasOf(as(governor, voter.wallet).castVote(proposal.id, 1))
  const votes = { first: await vote(first), next: await vote(next) }
  const bySignature = await gasOf(
    governor.castVoteBySig(
      proposal.id,
      1,
      signer.wallet,
      await sign(governor, proposal.id, signer),
    ),
  )
  const reason = 'I support this, see forum thread #123456'
  const withReason = await gasOf(
    as(governor, talker.wallet).castVoteWithReason(proposal.id, 1, reason),
  )
  await goPastVote({ ...stage, governor }, proposal)
  const queued = await gasOf(governor.queue(...callOf(proposal)))
  await helpers.time.increase(delaySeconds)
  return {
    propose: proposed,
    'castVote/first': votes.first,
    'castVote/next': votes.next,
    castVoteBySig: bySignature,
    castVoteWithReason: withReason,
    queue: queued,
    execute: await gasOf(governor.execute(...callOf(proposal))),
  }
}

async function sign(
  governor: GovernedStage['governor'],
  proposalId: bigint,
  { wallet }: Operator,
): Promise<string> {
  const [, name, version, chainId, verifyingContract] = await governor.eip712Domain()
  const types = {
    Ballot: [
      { name: 'proposalId', type: 'uint256' },
      { name: 'support', type: 'uint8' },
      { name: 'voter', type: 'address' },
      { name: 'nonce', type: 'uint256' },
    ],
  }
  const nonce = await governor.nonces(wallet)
  const ballot = { proposalId, support: 1, voter: wallet.address, nonce }
  return await wallet.signTypedData({ name, version, chainId, verifyingContract }, types, ballot)
}

/** A delegator's own vote, after its delegate has voted. */
async function benchOverride(
  stage: GovernedStage,
  [delegate, delegator]: readonly Operator[],
): Promise<Figure[]> {
  const { vault, governor } = stage
  const [one, other] = [delegate as Operator, delegator as Operator]
  await as(vault, other.wallet).delegate(one.wallet)
  const proposal = await draft([raiseStake(stage, 7)], id('override'))
  await propose(stage, proposal)
  await helpers.time.increase(settings.votingDelay + 1)
  await as(governor, one.wallet).castVote(proposal.id, 1)
  const overridden = as(governor, other.wallet).castOverrideVote(proposal.id, 0, '')
  return [gas('governor/castOverrideVote', await gasOf(overridden))]
}
