import type { EventRow } from '../../api/chain/events.ts'
import type { Tally } from '../../api/governance/proposals.ts'
import type { Support, VoteRow } from '../../api/governance/votes.ts'
import type { Page, PageQuery } from '../../api/page.ts'
import { toWord } from '../../follow/toEvents.ts'
import { type Context, toMark } from '../context.ts'
import { nextOf, thin, toPosition } from '../pages.ts'

const cast = ['VoteCast', 'VoteCastWithParams', 'OverrideVoteCast']
/** `VoteType` of the governor, by number. */
const supports: readonly Support[] = ['against', 'for', 'abstain']
/** Points of a proposal's history. */
const maxPoints = 500

const supportOf = ({ arguments: args }: EventRow): Support =>
  supports[Number(args.support)] ?? 'abstain'

/** Votes of a proposal, the newest first. */
export function readVotes(context: Context, query: PageQuery & { id: string }): Page<VoteRow> {
  const { id, limit } = query
  const mention = { kind: 'proposal', value: id } as const
  const after = toPosition(query.after)
  const page = { names: cast, mention, order: 'newest', after, limit } as const
  const events = context.index.store.events({ contract: 'governor', ...page })
  return { rows: events.map((event) => toVote(context, event)), ...nextOf(events, limit) }
}

/** Votes that an account has cast, the newest first. */
export function votesBy(context: Context, address: string, limit: number): VoteRow[] {
  const mention = { kind: 'address', value: address } as const
  const page = { names: cast, mention, order: 'newest', limit } as const
  const events = context.index.store.events({ contract: 'governor', ...page })
  return events.map((event) => toVote(context, event))
}

function toVote(context: Context, event: EventRow): VoteRow {
  const { voter, proposalId, weight, reason } = event.arguments
  const proposal = toWord(String(proposalId))
  const kind = event.name === 'OverrideVoteCast' ? 'override' : 'vote'
  return {
    ...toMark(event),
    proposal,
    voter: String(voter),
    kind,
    support: supportOf(event),
    weight: String(weight),
    reduced: kind === 'vote' ? reducedOf(context, proposal, event) : '0',
    reason: String(reason),
  }
}

/** What override votes took from a vote after it was cast. */
function reducedOf({ index }: Context, proposal: string, vote: EventRow): string {
  const reductions = index.store.events({
    contract: 'governor',
    names: ['VoteReduced'],
    mention: { kind: 'proposal', value: proposal },
    order: 'oldest',
    after: vote,
  })
  const own = reductions.filter((event) => event.arguments.delegate === vote.arguments.voter)
  return String(own.reduce((sum, event) => sum + BigInt(String(event.arguments.weight)), 0n))
}

/** Sums of the votes after each block with votes, as the governor logged them. */
export function tallyHistory({ index }: Context, id: string): (Tally & { at: number })[] {
  const events = index.store.events({
    contract: 'governor',
    names: [...cast, 'VoteReduced'],
    mention: { kind: 'proposal', value: id },
    order: 'oldest',
  })
  const sums = { for: 0n, against: 0n, abstain: 0n }
  const points = new Map<number, Tally & { at: number }>()
  for (const event of events) {
    const weight = BigInt(String(event.arguments.weight))
    sums[supportOf(event)] += event.name === 'VoteReduced' ? -weight : weight
    const { for: yes, against, abstain } = sums
    const tally = { for: String(yes), against: String(against), abstain: String(abstain) }
    points.set(event.block, { at: event.at, ...tally })
  }
  return [...thin([...points.values()], maxPoints)]
}
