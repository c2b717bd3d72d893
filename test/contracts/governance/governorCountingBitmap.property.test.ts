import { expect } from 'chai'
import { type BaseContract, type BaseContractMethod, NamedFragment } from 'ethers'
import fc from 'fast-check'
import {
  as,
  deploy,
  deployAny,
  ethers,
  gasOf,
  helpers,
  ownerOf,
  receiptOf,
} from '../support/chain.ts'
import {
  deployGoverned,
  draft,
  type GovernedStage,
  type Proposal,
  propose,
  raiseStake,
  settings,
} from '../support/governance.ts'
import { createOperator, type Operator } from '../support/operators.ts'
import { bond, fresh, unbondingSeconds } from '../support/stage.ts'

/** What both governors have. */
type Governor = BaseContract & {
  readonly [Name in
    | ('propose' | 'castVote' | 'castOverrideVote' | 'proposalVotes' | 'proposalSnapshot')
    | ('proposalDeadline' | 'hasVoted' | 'hasVotedOverride' | 'state')]: BaseContractMethod
}

/** The governor, and one that counts as OpenZeppelin does. */
type Contest = GovernedStage & {
  readonly stage: GovernedStage
  readonly reference: Governor
  readonly crowd: readonly Operator[]
}

/** Seven voters; numbers 1 to 7, stakes 40,000 to 10,000 and three small ones. */
async function stageContest(): Promise<Contest> {
  const stage = await deployGoverned()
  const { votingDelay, votingPeriod, lateQuorumExtension, quorumBps } = settings
  const args = [stage.vault, votingDelay, votingPeriod, lateQuorumExtension, quorumBps]
  // It has these methods; the tests call each of them.
  const reference = (await deployAny('OverridableGovernor', args)) as unknown as Governor
  const crowd: Operator[] = [...stage.voters]
  for (const [name, amount] of [
    ['eve', 1n],
    ['fay', 999n],
    ['gus', 9_000n],
  ] as const) {
    const operator = await createOperator(name)
    await bond(stage, operator, amount)
    crowd.push(operator)
  }
  return { ...stage, stage, reference, crowd }
}

const nobody = -1
const size = 7

const ballot = fc.record({
  kind: fc.constantFrom('vote', 'vote', 'override'),
  who: fc.nat({ max: size - 1 }),
  support: fc.integer({ min: 0, max: 2 }),
  /** Seconds before the ballot. */
  wait: fc.oneof(
    { weight: 4, arbitrary: fc.nat({ max: 500 }) },
    { weight: 1, arbitrary: fc.nat({ max: 6_000 }) },
  ),
})

/** One round of delegations, then the ballots. */
const history = fc.record({
  delegates: fc.array(fc.integer({ min: nobody, max: size - 1 }), {
    minLength: size,
    maxLength: size,
  }),
  ballots: fc.array(ballot, { minLength: 6, maxLength: 20 }),
})

type History = {
  readonly delegates: readonly number[]
  readonly ballots: readonly {
    readonly kind: 'vote' | 'override'
    readonly who: number
    readonly support: number
    readonly wait: number
  }[]
}

/** What is seen of a governor: an error or the events of each ballot, then the state it leads to. */
type Seen = { readonly answer: string | readonly string[]; readonly tally: readonly bigint[] }[]

/** The tally from scratch: who voted itself counts with its own stake, a delegate with the rest. */
function recount(
  stakes: readonly bigint[],
  delegates: readonly number[],
  votes: ReadonlyMap<number, number>,
  overrides: ReadonlyMap<number, number>,
): bigint[] {
  const tally: [bigint, bigint, bigint] = [0n, 0n, 0n]
  for (const [voter, support] of overrides) tally[support as 0] += stakes[voter] as bigint
  for (const [delegate, support] of votes)
    for (const [voter, stake] of stakes.entries())
      if (delegates[voter] === delegate && !overrides.has(voter)) tally[support as 0] += stake
  return tally
}

/** Casts a ballot: the events without their emitter, or the name of the error. */
async function cast(
  governor: Governor,
  { id }: Proposal,
  { kind, support }: History['ballots'][number],
  { wallet }: Operator,
): Promise<string | readonly string[]> {
  const by = as(governor, wallet)
  const sent = kind === 'vote' ? by.castVote(id, support) : by.castOverrideVote(id, support, '')
  try {
    const { logs } = await receiptOf(sent)
    return logs.map(({ topics, data }) => [...topics, data].join())
  } catch (error) {
    const { data } = error as { readonly data?: string }
    return governor.interface.parseError(data ?? '0x')?.name ?? String(error)
  }
}

/** Plays a whole vote from the same moment on, and then forgets it. */
async function play(contest: Contest, governor: Governor, history: History): Promise<Seen> {
  const { stage, vault, crowd } = contest
  const start = await helpers.takeSnapshot()
  const proposal = await draft([raiseStake(stage)])
  let at = await helpers.time.latest()
  const tick = async (seconds: number): Promise<void> => {
    at += seconds
    await helpers.time.setNextBlockTimestamp(at)
  }
  await tick(1)
  const { targets, values, calldatas, description } = proposal
  const [ada] = stage.voters
  await as(governor, ada.wallet).propose(targets, values, calldatas, description)
  for (const [voter, delegate] of history.delegates.entries()) {
    await tick(1)
    const { wallet } = crowd[voter] as Operator
    await as(vault, wallet).delegate(crowd[delegate]?.wallet ?? ethers.ZeroAddress)
  }
  at = Number(await governor.proposalSnapshot(proposal.id))
  const seen: { answer: string | readonly string[]; tally: bigint[] }[] = []
  for (const ballot of history.ballots) {
    await tick(1 + ballot.wait)
    const answer = await cast(governor, proposal, ballot, crowd[ballot.who] as Operator)
    seen.push({ answer, tally: await governor.proposalVotes(proposal.id) })
  }
  const voted: bigint[] = []
  for (const { wallet } of crowd)
    for (const getter of ['hasVoted', 'hasVotedOverride'] as const)
      voted.push((await governor[getter](proposal.id, wallet)) ? 1n : 0n)
  const deadline: bigint = await governor.proposalDeadline(proposal.id)
  await helpers.time.increaseTo(at < deadline ? deadline + 1n : at + 1)
  seen.push({ answer: String(await governor.state(proposal.id)), tally: [...voted, deadline] })
  await start.restore()
  return seen
}

/** Functions, events and errors of a contract. */
const signaturesOf = ({ interface: { fragments } }: BaseContract): string[] =>
  fragments
    .filter((fragment) => fragment instanceof NamedFragment)
    .map((fragment) => `${fragment.type} ${fragment.format('sighash')}`)

describe('GovernorCountingBitmap', () => {
  it('property: counts what a recount counts, and all that OpenZeppelin counts, in any order', async () => {
    const contest = await fresh(stageContest)
    const { governor, reference, vault, crowd } = contest
    const stakes: bigint[] = await Promise.all(crowd.map(({ wallet }) => vault.bonded(wallet)))
    const all = stakes.reduce((sum, stake) => sum + stake, 0n)
    await fc.assert(
      fc.asyncProperty(history, async (past) => {
        const seen = await play(contest, governor, past)
        expect(seen).to.deep.equal(await play(contest, reference, past))

        const [votes, overrides] = [new Map<number, number>(), new Map<number, number>()]
        for (const [index, { kind, who, support }] of past.ballots.entries()) {
          const { answer, tally } = seen[index] as Seen[number]
          if (typeof answer !== 'string') (kind === 'vote' ? votes : overrides).set(who, support)
          expect(tally).to.deep.equal(recount(stakes, past.delegates, votes, overrides))
          expect(tally.reduce((sum, weight) => sum + weight, 0n) <= all).to.equal(true)
        }
      }),
      { seed: 5, numRuns: 15 },
    )
  }).timeout(60_000)

  it('behavior: the greatest stake there can be is counted exactly, whatever the quorum', async () => {
    const { stage, authority, timelock, guardian } = await fresh(stageContest)
    const [ada, ben] = stage.voters
    const owner = (await ownerOf()).address
    const most = 2n ** 103n - 1n
    const part = 2n ** 102n - 7n
    const token = await deploy('vainToken', [owner, most])
    const vault = await deploy('stakeVault', [token, unbondingSeconds, authority])
    for (const [{ wallet }, amount] of [
      [ada, most - part],
      [ben, part],
    ] as const) {
      await token.transfer(wallet, amount)
      await as(token, wallet).approve(vault, amount)
      await as(vault, wallet).bond(amount)
    }
    await as(vault, ben.wallet).delegate(ada.wallet)
    for (const quorumBps of [0, 1, 5_000, 10_000]) {
      const governor = await deploy('vainGovernor', [
        ...[vault, timelock, { ...settings, quorumBps, guardian: guardian.wallet.address }],
      ])
      for (const first of [0, 1, 2])
        for (const own of [0, 1, 2]) {
          const { id, ...proposal } = await draft([raiseStake(stage)], `${first} ${own}`)
          const { targets, values, calldatas, description } = proposal
          await as(governor, ada.wallet).propose(targets, values, calldatas, description)
          await helpers.time.increase(settings.votingDelay)
          await as(governor, ada.wallet).castVote(id, first)
          const deadline = await governor.proposalDeadline(id)
          await as(governor, ben.wallet).castOverrideVote(id, own, '')
          const tally = recount(
            [most - part, part],
            [0, 0],
            new Map([[0, first]]),
            new Map([[1, own]]),
          )
          expect(await governor.proposalVotes(id)).to.deep.equal(tally)
          expect(await governor.proposalDeadline(id)).to.equal(deadline)
          await helpers.time.increaseTo(deadline + 1n)
          const [against, inFavour, abstained] = tally as [bigint, bigint, bigint]
          const enough = inFavour + abstained >= (most * BigInt(quorumBps)) / 10_000n
          expect(await governor.state(id)).to.equal(enough && inFavour > against ? 4 : 3)
        }
    }
  })

  it('default: has each function, event and error of the module that it stands for', async () => {
    const { governor, reference } = await fresh(stageContest)
    const ours = signaturesOf(governor)
    // Ours knows the vault's clock and asks nobody.
    const clockless = (signature: string) => !signature.includes('ERC6372')
    for (const signature of signaturesOf(reference).filter(clockless))
      expect(ours).to.include(signature)
  })

  it('behavior: a vote costs less than there', async () => {
    const contest = await fresh(stageContest)
    const { stage, reference, crowd } = contest
    const proposal = await draft([raiseStake(stage)])
    const { targets, values, calldatas, description } = proposal
    const [ada] = stage.voters
    await propose(stage, proposal)
    await as(reference, ada.wallet).propose(targets, values, calldatas, description)
    await helpers.time.increase(settings.votingDelay + 2)
    for (const { wallet } of crowd.slice(0, 5)) {
      const ours = await gasOf(as(stage.governor, wallet).castVote(proposal.id, 1))
      const theirs = await gasOf(as(reference, wallet).castVote(proposal.id, 1))
      if (wallet !== ada.wallet) expect(ours).to.be.lessThan(theirs - 15_000)
    }
  })
})
