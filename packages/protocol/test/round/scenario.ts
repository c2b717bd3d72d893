import { readFileSync } from 'node:fs'
import { fromText, toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import {
  type Hex,
  leaderOf,
  type Ring,
  type RoundAction,
  type RoundParams,
  type RunMachine,
} from '../../src/index.ts'

/** One call of a scenario in `test/vectors/rounds.json`. */
export type ScenarioStep = {
  readonly call: RoundAction['call']
  readonly by?: 'leader' | 'standby'
  /** Seconds since the last accepted transition (since creation before the first). */
  readonly wait: number
  readonly round?: number
  readonly indices?: readonly number[]
  /** Positions of the validators that do not sign. */
  readonly missing?: readonly number[]
  readonly expect: string
  readonly then: Partial<RunMachine['cursor']>
}

export type Scenarios = {
  readonly params: RoundParams
  readonly scenarios: readonly { readonly name: string; readonly steps: readonly ScenarioStep[] }[]
}

export function readScenarios(): Scenarios {
  const file = new URL('../../../../test/vectors/rounds.json', import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** A root that depends on where it is used, so that mix-ups show. */
export const rootFor = (label: string): Hex => toHex(sha256(fromText(label)))

export const ring: Ring = [5, 6]
export const trainers: readonly number[] = [0, 1, 2, 3, 4]
export const stakeOf = 1_000n

/** The machine's action for a step; `now` decides who leads. */
export function toAction(
  step: ScenarioStep,
  machine: RunMachine,
  around: Parameters<typeof leaderOf>[1],
  facts: { readonly epoch: number; readonly currentEpoch: number; readonly seed: Hex },
): RoundAction {
  const leader = leaderOf(machine, around)?.index
  const caller = step.by === 'standby' ? ring.find((index) => index !== leader) : leader
  const round = step.round ?? machine.cursor.round
  switch (step.call) {
    case 'open':
      return { call: 'open', caller, members: trainers, ...facts }
    case 'propose':
      return {
        call: 'propose',
        caller,
        round,
        sumRoot: rootFor('sum'),
        modelRoot: rootFor('model'),
      }
    case 'certify':
      return {
        call: 'certify',
        caller,
        round,
        evaluationRoot: rootFor('evaluations'),
        evaluationCid: 'evaluation-cid',
        signedWeight: stakeOf * BigInt(3 - (step.missing?.length ?? 0)),
        totalWeight: 3n * stakeOf,
        seed: facts.seed,
      }
    case 'finalize':
      return { call: 'finalize' }
    case 'abort':
      return { call: 'abort', round, seed: facts.seed }
    default:
      return {
        call: step.call,
        caller,
        round,
        root: rootFor(step.call),
        indices: step.indices ?? [],
      }
  }
}
