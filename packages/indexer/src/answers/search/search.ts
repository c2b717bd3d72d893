import type { Operator, RunView } from '@vain/protocol'
import type { EventRow } from '../../api/chain/events.ts'
import type { SearchHit } from '../../api/search/search.ts'
import { toWord } from '../../follow/toEvents.ts'
import type { Context } from '../context.ts'
import { titleOf } from '../governance/title.ts'
import { namesOf } from '../operators/operators.ts'
import { type Words, wordsOf } from './words.ts'

/** Hits of one kind. */
const mostOfAKind = 5

/** What fits a text, kind by kind, the likeliest first. */
export async function search(
  { index }: Pick<Context, 'index'>,
  text: string,
): Promise<readonly SearchHit[]> {
  const words = wordsOf(text)
  const { view } = index.ledger
  const runs = [...view.runs.values()].toReversed()
  const operators = [...view.operators.values()].filter((operator) => isMeant(operator, words))
  const proposals = await proposalsAbout(index, words)
  return [
    ...few(runs.filter(({ run }) => run === words.run).map(toRun)),
    ...few(runs.flatMap((run) => roundsIn(run, words))),
    ...few(operators.map(toOperator)),
    ...proposals.map(toProposal),
    ...accountOf(words),
  ]
}

const few = (hits: readonly SearchHit[]): readonly SearchHit[] => hits.slice(0, mostOfAKind)

const toRun = ({ run, rounds }: RunView): SearchHit => ({ kind: 'run', run, rounds: rounds.length })

function roundsIn({ run, rounds }: RunView, words: Words): readonly SearchHit[] {
  if (words.round === undefined || (words.ofRun !== undefined && words.ofRun !== run)) return []
  return rounds
    .filter(({ round }) => round === words.round)
    .map(({ round }) => ({ kind: 'round', run, round }))
}

function isMeant({ index, address, endpoints, roles }: Operator, words: Words): boolean {
  if (index === words.operator) return true
  // Fewer letters are in every address and every endpoint.
  if (words.text.length < 3) return false
  return (
    address.startsWith(words.text) ||
    namesOf(roles).some((role) => `${role}s`.startsWith(words.text)) ||
    endpoints.some((endpoint) => endpoint.toLowerCase().includes(words.text))
  )
}

const toOperator = (operator: Operator): SearchHit => ({
  kind: 'operator',
  operator: operator.index,
  address: operator.address,
  roles: namesOf(operator.roles),
})

/** The newest whose id or description has the text. */
async function proposalsAbout(
  { store }: Context['index'],
  { text }: Words,
): Promise<readonly EventRow[]> {
  // Less is in almost all of them.
  if (text.length < 3) return []
  const query = { contract: 'governor', names: ['ProposalCreated'], search: text } as const
  return store.events({ ...query, order: 'newest', limit: mostOfAKind })
}

const toProposal = ({ arguments: { proposalId, description } }: EventRow): SearchHit => ({
  kind: 'proposal',
  id: toWord(String(proposalId)),
  title: titleOf(String(description)),
})

const accountOf = ({ text }: Words): readonly SearchHit[] =>
  /^0x[0-9a-f]{40}$/.test(text) ? [{ kind: 'account', address: text }] : []
