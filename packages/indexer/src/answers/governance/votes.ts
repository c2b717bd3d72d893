import type { EventRow, EventValue } from '../../api/chain/events.ts'
import type { Tally } from '../../api/governance/proposals.ts'
import type { Support, VoteRow } from '../../api/governance/votes.ts'
import type { Page, PageQuery } from '../../api/page.ts'
import { toWord } from '../../follow/toEvents.ts'
import type { Mention } from '../../store/rows.ts'
import { type Context, toMark } from '../context.ts'
import { cutText } from '../cutValue.ts'
import { nextOf, thin, toPosition } from '../pages.ts'

const cast = ['VoteCast', 'VoteCastWithParams', 'OverrideVoteCast']
/** `VoteType` of the governor, by number. */
const supports: readonly Support[] = ['against', 'for', 'abstain']
/** Points of a proposal's history. */
const maxPoints = 500

const supportOf = ({ arguments: args }: EventRow): Support =>
  supports[Number(args.support)] ?? 'abstain'

/** Votes of a proposal, the newest first. */
export async function readVotes(
  context: Context,
  query: PageQuery & { id: string },
): Promise<Page<VoteRow>> {
  const { id, limit } = query
  const mention = { kind: 'proposal', value: id } as const
  const after = toPosition(query.after)
  const page = { names: cast, mention, order: 'newest', after, limit } as const
  const events = await context.index.store.events({ contract: 'governor', ...page })
  return { rows: await toVotes(context, events, mention), ...nextOf(events, limit) }
}

/** Votes that an account has cast, the newest first. */
export async function votesBy(
  context: Context,
  address: string,
  limit: number,
): Promise<VoteRow[]> {
  const mention = { kind: 'address', value: address } as const
  const page = { names: cast, mention, order: 'newest', limit } as const
  const events = await context.index.store.events({ contract: 'governor', ...page })
  return toVotes(context, events, mention)
}

/** @param mention - what the votes have in common, and what was taken from them too */
async function toVotes(
  context: Context,
  votes: readonly EventRow[],
  mention: Mention,
): Promise<VoteRow[]> {
  const oldest = votes.at(-1)
  const reductions =
    oldest === undefined
      ? []
      : await context.index.store.events({
          ...{ contract: 'governor', names: ['VoteReduced'] },
          ...{ mention, order: 'oldest', after: oldest },
        })
  const taken = Map.groupBy(reductions, ({ arguments: { proposalId, delegate } }) =>
    keyOf(proposalId, delegate),
  )
  return votes.map((vote) => {
    const { proposalId, voter } = vote.arguments
    return toVote(vote, taken.get(keyOf(proposalId, voter)) ?? [])
  })
}

const keyOf = (proposal: EventValue | undefined, voter: EventValue | undefined): string =>
  `${proposal} ${voter}`

/** @param reductions - what override votes took from it, all of them after it */
function toVote(event: EventRow, reductions: readonly EventRow[]): VoteRow {
  const { voter, proposalId, weight, reason } = event.arguments
  const kind = event.name === 'OverrideVoteCast' ? 'override' : 'vote'
  const taken = reductions.reduce(
    (sum, { arguments: { weight } }) => sum + BigInt(String(weight)),
    0n,
  )
  return {
    ...toMark(event),
    proposal: toWord(String(proposalId)),
    voter: String(voter),
    kind,
    support: supportOf(event),
    weight: String(weight),
    reduced: kind === 'vote' ? String(taken) : '0',
    reason: cutText(String(reason)),
  }
}

/** Sums of the votes after each block with votes, as the governor logged them. */
export async function tallyHistory(
  { index }: Context,
  id: string,
): Promise<(Tally & { at: number })[]> {
  const events = await index.store.events({
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
