import type { OperatorRow, RoleName, RoundDetail, RunRow } from '@vain/indexer'
import type { Cell, Tone } from '../../shared/ui/index.ts'

/** What an operator does just now, as the chain tells it. */
export type Standing = { readonly word: string; readonly tone: Tone; readonly leads: boolean }

/** Every operator of a kind, in the order of their numbers. */
export type Group = { readonly name: string; readonly operators: readonly OperatorRow[] }

const names: Readonly<Record<RoleName, string>> = {
  trainer: 'Trainers',
  aggregator: 'Aggregators',
  validator: 'Validators',
}

const order: readonly RoleName[] = ['trainer', 'aggregator', 'validator']

/** Operators by what they are registered for; those with several roles are a group of their own. */
export function groupsOf(operators: readonly OperatorRow[]): readonly Group[] {
  const groups = new Map<string, OperatorRow[]>()
  for (const operator of operators) {
    const roles = order.filter((role) => operator.roles.includes(role))
    const name = roles.map((role) => names[role]).join(' and ') || 'Without a role'
    groups.set(name, [...(groups.get(name) ?? []), operator])
  }
  return [...groups].map(([name, members]) => ({ name, operators: members }))
}

/**
 * What an operator does in the newest round of a run.
 *
 * @param round - undefined if there is none
 */
export function standingOf(
  operator: OperatorRow,
  run: RunRow | undefined,
  round: RoundDetail | undefined,
): Standing {
  const leads = run?.leader?.operator === operator.index
  if (!operator.isActive) return { word: 'retired', tone: 'plain', leads }
  const member = round?.roster.find((other) => other.operator === operator.index)
  if (member !== undefined) return { ...memberStanding(member.survived), leads }
  const signer = round?.certificate?.signers.find((other) => other.operator === operator.index)
  if (signer === undefined) return { word: 'active', tone: 'info', leads }
  return signer.hasSigned
    ? { word: 'has signed', tone: 'good', leads }
    : { word: 'has not signed', tone: 'warn', leads }
}

function memberStanding(survived: boolean | undefined): { word: string; tone: Tone } {
  if (survived === undefined) return { word: 'takes part', tone: 'info' }
  return survived ? { word: 'in the sum', tone: 'good' } : { word: 'dropped', tone: 'warn' }
}

/** The operator as a square of the map. */
export function cellOf(operator: OperatorRow, standing: Standing, href: string): Cell {
  const { index, strikes } = operator
  const words = [standing.word, ...(standing.leads ? ['leads'] : [])]
  if (strikes > 0) words.push(`${strikes} ${strikes === 1 ? 'strike' : 'strikes'}`)
  return {
    id: index,
    name: `${index}`,
    href,
    label: `Operator ${index}: ${words.join(', ')}`,
    tone: strikes > 0 ? 'bad' : standing.tone,
    isMarked: standing.leads,
  }
}
