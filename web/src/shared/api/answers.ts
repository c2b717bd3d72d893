import type { ContractName } from '@vain/abi'

const training: readonly ContractName[] = [
  'ledger',
  'runRegistry',
  'keyBook',
  'epochSet',
  'lineage',
]

/**
 * Contracts whose events change an answer, by what its path names first. What is not here changes with
 * every event.
 */
const makers = new Map<string | undefined, readonly ContractName[]>([
  ['head', []],
  ['portal', []],
  ['runs', training],
  ['search', [...training, 'governor']],
  ['proposals', ['governor', 'timelock']],
  ['accounts', ['vault', 'token', 'governor', 'rewards', 'keyBook']],
  ['stake', ['vault', 'epochSet']],
])

/** Where something changes without an event: turns pass, votes end, evaluations arrive, daemons fail. */
const timely = /^\/api\/v1\/(runs(\/\d+)?|proposals.*|accounts.*|operators\/\d+\/health)$/

type Key = readonly ['api', 'now', string | undefined]

/** The newest block, which is told without being asked for. */
export const headKey: Key = keyOf('/api/v1/head')

/** Key of what the server answers at a path, kept fresh; undefined: nothing is asked. */
export function keyOf(path: string | undefined): Key {
  return ['api', 'now', path]
}

/** Whether events of some contracts may have changed what the server answers at a path. */
export function isChangedBy(path: string, contracts: ReadonlySet<string>): boolean {
  const [, , , first, , last] = path.split(/[/?]/)
  if (first === 'operators' && last === 'health') return false
  const known = makers.get(first)
  return known === undefined ? contracts.size > 0 : known.some((name) => contracts.has(name))
}

/** Whether what the server answers at a path changes with time alone. */
export const turnsWithTime = (path: string): boolean => timely.test(path)
