import { formatCount, formatDuration, formatShare } from '../../shared/format/index.ts'

type Rule = {
  readonly key: string
  readonly name: string
  readonly format: (value: number) => string
}

const basisPoints = (value: number): string => formatShare(value / 10_000)

/** Parameters of a run's rounds, in words. Source: `IRunRegistry.Params`, docs/protocol §6.5. */
const rules: readonly Rule[] = [
  { key: 'minMembers', name: 'Fewest members', format: formatCount },
  { key: 'corruptionBps', name: 'Corrupt members withstood', format: basisPoints },
  { key: 'trainSeconds', name: 'Time to train', format: formatDuration },
  { key: 'turnSeconds', name: 'Turn of a leader', format: formatDuration },
  { key: 'phaseTurns', name: 'Turns in a phase', format: formatCount },
  { key: 'disputeSeconds', name: 'Time for disputes', format: formatDuration },
  { key: 'finalityBlocks', name: 'Blocks until final', format: formatCount },
  { key: 'maxEpochAge', name: 'Oldest validator set, epochs', format: formatCount },
  { key: 'lastRound', name: 'Last round', format: formatCount },
]

/** What the contract says of a run's rounds, by names that people read. */
export function describeRules(values: Readonly<Record<string, number>>): [string, string][] {
  const known = rules.flatMap(({ key, name, format }): [string, string][] => {
    const value = values[key]
    return value === undefined ? [] : [[name, format(value)]]
  })
  const others = Object.entries(values).filter(([key]) => !rules.some((rule) => rule.key === key))
  return [...known, ...others.map(([key, value]): [string, string] => [key, formatCount(value)])]
}
