import { toHex, VainError } from '@vain/base'
import { sha256 } from '@vain/crypto'
import {
  type Artefact,
  createRunMachine,
  genesisHead,
  type Hex,
  leaderOf,
  type RoundAction,
  type RunMachine,
  type Surroundings,
  stepRound,
  type Venue,
  zeroHash,
} from '@vain/protocol'
import { seedFor } from '../clock/random.ts'
import type { Scenario } from '../scenario/scenario.ts'

/** The run on its ledger, as the contract keeps it; stake and signatures are taken for given. */
export type Ledger = {
  readonly venue: Venue
  readonly run: number
  readonly configHash: Hex
  machine(): RunMachine
  /** Opens a round of so many members. */
  open(members: number, now: number): void
  /** Fixes who is in the sum. */
  mask(
    bundles: { roster: Hex; share: Hex; masks: Hex },
    survivors: readonly number[],
    now: number,
  ): void
  /** Fixes the result and certifies it, all validators having signed. */
  conclude(model: Hex, now: number): void
  /** Ends a round without a result. @returns the second at which its deadline has passed */
  abort(now: number): number
}

const hashOf = (...parts: readonly (string | number)[]): Hex => toHex(sha256(seedFor(...parts)))

/** Content digests are those of no content: nothing is published here. */
const artefactOf = (root: Hex): Artefact => ({ root, content: root })

/** The ledger of a scenario's run. Times are whole seconds of the virtual clock, rounded down. */
export function createLedger({ seed, ledger: terms }: Scenario): Ledger {
  const venue: Venue = { chainId: 1n, ledger: hashOf(seed, 'ledger').slice(0, 42) as Hex }
  const run = 1
  const configHash = hashOf(seed, 'configuration')
  const ring = Array.from({ length: terms.aggregators }, (_, index) => ({
    index: 65_000 + index,
    address: hashOf(seed, 'aggregator', index).slice(0, 42) as Hex,
  }))
  let machine = createRunMachine(genesisHead(venue, run, configHash, hashOf(seed, 'genesis')))
  const around = (now: number): Surroundings => {
    const { corruptionBps, turnSeconds, phaseTurns, trainSeconds, disputeSeconds } = terms
    const rules = { corruptionBps, turnSeconds, phaseTurns, trainSeconds, disputeSeconds }
    const { finalityBlocks } = terms
    const bounds = { minMembers: 1, maxEpochAge: 1, lastRound: 2 ** 32 - 1, finalityBlocks }
    const params = { ...rules, ...bounds }
    return { venue, run, params, pausedUntil: 0, createdAt: 0, now: Math.floor(now), ring }
  }
  const take = (now: number, action: RoundAction): void => {
    const step = stepRound(machine, action, around(now))
    if (step.kind === 'reject')
      throw new VainError(
        'simulation/refused',
        `the ledger refuses ${action.call}: ${step.reason}`,
        {
          call: action.call,
          reason: step.reason,
          now,
        },
      )
    machine = step.machine
  }
  const caller = (now: number): Hex | undefined => leaderOf(machine, around(now))?.address
  const round = (): number => machine.cursor.round
  return {
    ...{ venue, run, configHash },
    machine: () => machine,
    open(members, now) {
      const set = { membership: hashOf(seed, 'membership'), epoch: 0, currentEpoch: 0 }
      const randao = hashOf(seed, 'randao', round())
      take(now, { call: 'open', caller: caller(now), members, ...set, randao })
    },
    mask({ roster, share, masks }, survivors, now) {
      const bundles = {
        roster: artefactOf(roster),
        share: artefactOf(share),
        masks: artefactOf(masks),
      }
      take(now, { call: 'mask', caller: caller(now), round: round(), ...bundles, survivors })
    },
    conclude(model, now) {
      const result = { reveals: artefactOf(zeroHash), sum: artefactOf(zeroHash) }
      const proposal = { round: round(), ...result, model: artefactOf(model) }
      take(now, { call: 'propose', caller: caller(now), ...proposal })
      const weights = { nonSigners: [], signedWeight: 1n, totalWeight: 1n }
      const evaluation = artefactOf(zeroHash)
      take(now, { call: 'certify', round: round(), evaluation, ...weights, randao: zeroHash })
    },
    abort(now) {
      const after = Math.max(now, machine.cursor.deadline + 1)
      take(after, { call: 'abort', round: round(), randao: zeroHash })
      return after
    },
  }
}
