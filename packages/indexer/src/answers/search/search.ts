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

/** Proposals that are looked through, the newest. */
const mostProposals = 500

/** What fits a text, kind by kind, the likeliest first. */
export function search({ index }: Pick<Context, 'index'>, text: string): readonly SearchHit[] {
  const words = wordsOf(text)
  const { view } = index.ledger
  const runs = [...view.runs.values()].toReversed()
  const operators = [...view.operators.values()].filter((operator) => isMeant(operator, words))
  const proposals = index.store
    .events({
      contract: 'governor',
      names: ['ProposalCreated'],
      order: 'newest',
      limit: mostProposals,
    })
    .map(toProposal)
    .filter((proposal) => isAbout(proposal, words))
  return [
    ...few(runs.filter(({ run }) => run === words.run).map(toRun)),
    ...few(runs.flatMap((run) => roundsIn(run, words))),
    ...few(operators.map(toOperator)),
    ...few(proposals.map(({ id, title }): SearchHit => ({ kind: 'proposal', id, title }))),
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

function isAbout({ id, description }: ReturnType<typeof toProposal>, { text }: Words): boolean {
  // Less is in almost all of them.
  return text.length > 2 && (id.startsWith(text) || description.toLowerCase().includes(text))
}

function toProposal({ arguments: { proposalId, description } }: EventRow) {
  const text = String(description)
  return { id: toWord(String(proposalId)), title: titleOf(text), description: text }
}

const accountOf = ({ text }: Words): readonly SearchHit[] =>
  /^0x[0-9a-f]{40}$/.test(text) ? [{ kind: 'account', address: text }] : []
