import { concatBytes, fromHex, fromText } from '@vain/base'
import { sha256 } from '@vain/crypto'
import type { MaskFrame } from '../aggregation/frame.ts'
import { openBeaconRound } from '../beacon/beacon.ts'
import { beaconRoundAt } from '../beacon/schedule.ts'
import type { Configuration } from '../configuration/configuration.ts'
import type { CheckBeacon } from '../configuration/settings.ts'
import type { Hex } from '../hex.ts'
import type { RoundView } from '../ledger/view.ts'
import { maxCheckedGroups, maxCheckedSurvivors } from '../messages/bundle.ts'
import { placesFor } from '../sketch/plan.ts'
import { type CheckPlan, planCheck } from '../sketch/planCheck.ts'
import { permute } from '../topology/permute.ts'

/** The frame of a round's check, once the beacon has drawn sketches and committee. */
export type CheckFrame = MaskFrame & {
  readonly plan: CheckPlan
  /** U2, ascending. */
  readonly survivors: readonly number[]
  /** Signature of the beacon's round: 48 bytes. */
  readonly beacon: Uint8Array
  /** What the sketches follow from: 32 bytes. */
  readonly seed: Uint8Array
  /** Who stands at the places, the first at place 1. */
  readonly committee: readonly number[]
}

/** Least rounds of the beacon from the block that fixed U2 to the one that draws. */
const leastRounds = 2

/**
 * Round of the beacon that draws a check: the first that is due the run's delay after U2 was fixed or
 * later, and at least the second after the one that was due then, so that nobody knew it while U2
 * could still be chosen. A block is published some time after its timestamp, which the delay covers.
 *
 * @param maskedAt - timestamp of the block that fixed U2, seconds
 *
 * Source: docs/protocol §4.10.
 */
export function checkBeaconRound(
  { delaySeconds, ...schedule }: Omit<CheckBeacon, 'publicKey'>,
  maskedAt: number,
): number {
  const firstDue = beaconRoundAt(schedule, maskedAt + delaySeconds - 1) + 1
  return Math.max(beaconRoundAt(schedule, maskedAt) + leastRounds, firstDue)
}

/** Whether so many survivors can have a run's committee. Source: docs/protocol §4.10. */
export function hasCommittee(
  { aggregation }: Pick<Configuration, 'aggregation'>,
  survivors: number,
): boolean {
  return survivors >= placesFor(aggregation.committeeFaults)
}

/**
 * Whether what a place answers about so many members in so many groups fits its envelopes.
 * Source: docs/protocol §3.
 */
export function fitsEnvelopes(
  { aggregation }: Pick<Configuration, 'aggregation'>,
  members: number,
  groups: number,
): boolean {
  if (aggregation.check === 'none') return true
  return members <= maxCheckedSurvivors && groups <= maxCheckedGroups
}

/** What a round's sketches follow from. The root of the mask bundle has U2 and all vectors in it. */
function sketchSeed(frame: MaskFrame, masksRoot: Hex, randomness: Uint8Array): Uint8Array {
  return sha256(fromText('vain/sketch-seed/1'), frame.maskCtx, fromHex(masksRoot), randomness)
}

/** Places of a committee, each survivor as likely as any other to have one. */
function drawCommittee(
  survivors: readonly number[],
  places: number,
  seed: Uint8Array,
): readonly number[] {
  const drawn = permute(survivors, sha256(concatBytes(fromText('vain/committee/1'), seed)))
  return drawn.slice(0, places)
}

/**
 * The frame of a round's check; undefined unless the signature is that of the beacon's round, or
 * where survivors are too few for a committee, or the run has no check, or its masks are not fixed.
 *
 * Takes what a stranger sends, and costs one verification of BLS.
 *
 * @param signature - 48 bytes, as drand publishes it
 *
 * Source: docs/protocol §4.10.
 */
export function openCheck(
  frame: MaskFrame,
  round: Pick<RoundView, 'masks' | 'masked' | 'survivors'>,
  configuration: Pick<Configuration, 'aggregation' | 'parameters' | 'numbers' | 'strategy'>,
  signature: Uint8Array,
): CheckFrame | undefined {
  const { masks, masked, survivors } = round
  const { beacon: network } = configuration.aggregation
  if (network === undefined || masks === undefined || masked === undefined) return undefined
  if (survivors === undefined || !hasCommittee(configuration, survivors.length)) return undefined
  const drawing = checkBeaconRound(network, masked.timestamp)
  const randomness = openBeaconRound(network, drawing, signature)
  if (randomness === undefined) return undefined
  const plan = planCheck(configuration)
  const seed = sketchSeed(frame, masks.root, randomness)
  const committee = drawCommittee(survivors, plan.places, seed)
  return { ...frame, plan, survivors, beacon: signature, seed, committee }
}

/** A group with its survivors, ascending. */
export type SurvivingGroup = { readonly group: number; readonly members: readonly number[] }

/** The groups that have survivors, ascending. */
export function survivingGroups({ topology, survivors }: CheckFrame): readonly SurvivingGroup[] {
  const kept = new Set(survivors)
  return topology.groups
    .map((all, group) => ({ group, members: all.filter((index) => kept.has(index)) }))
    .filter(({ members }) => members.length > 0)
}
