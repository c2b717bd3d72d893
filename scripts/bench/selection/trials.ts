import { readFileSync } from 'node:fs'
import { parseScenario, type Scenario } from '@vain/simulation'

/** A simulation and the name under which its outcome is kept. */
export type Trial = { readonly name: string; readonly scenario: Scenario }

/** What is kept of a trial. */
export type Outcome = {
  readonly name: string
  /** Seconds of the virtual clock until the target, or null if it was not reached. */
  readonly seconds: number | null
  readonly rounds: number
  readonly fairness: number
}

export const seeds: readonly number[] = Array.from({ length: 10 }, (_, i) => i + 1)

type Selection = Scenario['selection']

/** A sample scenario and the rules that are tried with its members; the last against each other one. */
export type Study = {
  readonly sample: string
  readonly rules: Readonly<Record<string, Selection>>
}

export const studies: readonly Study[] = [
  {
    sample: 'selection',
    rules: {
      random: { kind: 'random', perRound: 10, overcommit: 1 },
      'random, over-committed': { kind: 'random', perRound: 10, overcommit: 1.3 },
      oort: { kind: 'oort', perRound: 10, overcommit: 1.3 },
    },
  },
  {
    sample: 'stragglers',
    // Thirty members train at any time, by each of the rules.
    rules: {
      synchronous: { kind: 'random', perRound: 30, overcommit: 1 },
      'synchronous, over-committed': { kind: 'random', perRound: 23, overcommit: 1.3 },
      buffered: { kind: 'buffered', perRound: 10, concurrency: 30 },
    },
  },
]

export const nameOf = (rule: string, seed: number): string => `${rule}/${seed}`

function readSample(sample: string): Scenario {
  const file = new URL(`../../../docs/samples/scenarios/${sample}.yaml`, import.meta.url)
  return parseScenario(readFileSync(file, 'utf8'))
}

/** Seed after seed: the same members, data and machines for all rules of a study. */
export const trials: readonly Trial[] = seeds.flatMap((seed) =>
  studies.flatMap(({ sample, rules }) =>
    Object.entries(rules).map(([rule, selection]) => ({
      name: nameOf(rule, seed),
      scenario: { ...readSample(sample), seed, selection },
    })),
  ),
)
