import { readFileSync } from 'node:fs'
import { parseScenario, type Scenario } from '@vain/simulation'

/** A simulation and the name under which its outcome is kept. */
export type Trial = { readonly name: string; readonly scenario: Scenario }

/** What is kept of a trial. */
export type Outcome = {
  readonly name: string
  /** Seconds of the virtual clock until the target, or undefined if it was not reached. */
  readonly seconds: number | null
  readonly rounds: number
  readonly fairness: number
}

export const seeds: readonly number[] = Array.from({ length: 10 }, (_, i) => i + 1)
/** Ten at random, ten by Oort, of thirteen each; or the first ten of thirteen that train on and on. */
export const rules = ['random', 'oort', 'buffered'] as const

const file = new URL('../../../docs/samples/scenarios/selection.yaml', import.meta.url)

export const nameOf = (rule: string, seed: number): string => `${rule}/${seed}`

const selectionOf = (kind: (typeof rules)[number]): Scenario['selection'] =>
  kind === 'buffered'
    ? { kind, perRound: 10, concurrency: 13 }
    : { kind, perRound: 10, overcommit: 1.3 }

/** The sample of selection with other seeds and rules: the same members for all rules of a seed. */
export const trials: readonly Trial[] = seeds.flatMap((seed) =>
  rules.map((kind) => {
    const sample = parseScenario(readFileSync(file, 'utf8'))
    return { name: nameOf(kind, seed), scenario: { ...sample, seed, selection: selectionOf(kind) } }
  }),
)
