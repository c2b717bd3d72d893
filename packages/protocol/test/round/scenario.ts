import { readFileSync } from 'node:fs'
import { fromText, toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import {
  type Artefact,
  type Cursor,
  type Hex,
  kemKeyBytes,
  leaderOf,
  type Ring,
  type RoundAction,
  type RoundParams,
  type RunMachine,
  type Surroundings,
} from '../../src/index.ts'

/** One step of a scenario in `test/vectors/rounds.json`. */
export type ScenarioStep = {
  readonly call: RoundAction['call'] | 'setParams'
  readonly by?: 'leader' | 'standby'
  /** Seconds since the last accepted step (since creation before the first). */
  readonly wait: number
  readonly round?: number
  readonly survivors?: readonly number[]
  /** Positions of the validators that do not sign. */
  readonly missing?: readonly number[]
  /** Who forces its way in. */
  readonly index?: number
  /** Length of its key of ML-KEM, if not the right one. */
  readonly kemKeyBytes?: number
  /** Whether it has done so for the same round before. */
  readonly again?: boolean
  /** Seconds from now. */
  readonly until?: number
  readonly stands?: boolean
  readonly version?: number
  readonly params?: Partial<RoundParams>
  readonly expect: string
  readonly then: Partial<Cursor>
  /** What `then` says of times, from the last accepted step on. */
  readonly times?: Partial<Pick<Cursor, 'since' | 'turnEnds' | 'deadline'>>
  readonly leads?: 'same' | 'other'
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

/** Bytes as long as a key of ML-KEM, or another length. */
export const kemKeyFor = (label: string, length: number = kemKeyBytes): Hex =>
  `0x${rootFor(label)
    .slice(2)
    .repeat(Math.ceil(length / 32))
    .slice(0, 2 * length)}`

export const artefactFor = (label: string): Artefact => ({
  root: rootFor(label),
  content: rootFor(`${label} content`),
})

export const addressFor = (index: number): Hex => `0x${(0xa0 + index).toString(16).repeat(20)}`

export const ring: Ring = [5, 6].map((index) => ({ index, address: addressFor(index) }))
const trainers: readonly number[] = [0, 1, 2, 3, 4]
const stakeOf = 1_000n

/** The machine's action for a step; `now` decides who leads. */
export function toAction(
  step: ScenarioStep & { readonly call: RoundAction['call'] },
  machine: RunMachine,
  around: Surroundings,
  randao: Hex,
): RoundAction {
  const leader = leaderOf(machine, around)?.address
  const standby = ring.find(({ address }) => address !== leader)?.address
  const caller = step.by === 'standby' ? standby : leader
  const { call, round = machine.cursor.round } = step
  switch (call) {
    case 'open': {
      const epochs = { epoch: 1, currentEpoch: 3 }
      const book = { members: trainers.length, membership: rootFor('book') }
      return { call, caller, ...book, ...epochs, randao }
    }
    case 'mask': {
      const artefacts = {
        roster: artefactFor('roster'),
        share: artefactFor('share'),
        masks: artefactFor('masks'),
      }
      return { call, caller, round, ...artefacts, survivors: step.survivors ?? [] }
    }
    case 'propose': {
      const artefacts = {
        reveals: artefactFor('reveals'),
        sum: artefactFor('sum'),
        model: artefactFor('model'),
      }
      return { call, caller, round, ...artefacts }
    }
    case 'certify': {
      const nonSigners = step.missing ?? []
      const signedWeight = stakeOf * BigInt(3 - nonSigners.length)
      const stake = { signedWeight, totalWeight: 3n * stakeOf }
      return { call, round, evaluation: artefactFor('evaluation'), nonSigners, ...stake, randao }
    }
    case 'finalize':
      return { call }
    case 'abort':
      return { call, round, randao }
    case 'force': {
      const { index = 0 } = step
      const keys = {
        maskKey: rootFor('mask key'),
        sealKey: rootFor('seal key'),
        kemKey: kemKeyFor('kem key', step.kemKeyBytes),
        selfCommitment: rootFor('self commitment'),
      }
      const isTrainer = trainers.includes(index)
      return { call, round: round + 1, isTrainer, isFirst: step.again !== true, index, ...keys }
    }
    case 'dispute':
      return { call, round, until: around.now + (step.until ?? 0) }
    case 'settle':
      return { call, round, stands: step.stands ?? true }
    case 'rollback':
      return { call, version: step.version ?? 0, model: artefactFor('earlier model') }
  }
}
