import { concatBytes, fromHex, fromText, toUint } from '@vain/base'
import { merkleRoot, sha256 } from '@vain/crypto'
import type { Hex } from '../hex.ts'
import type { Advertise, Share } from '../messages/bodies.ts'
import type { Venue } from '../round/transcript.ts'
import type { Topology } from '../topology/createTopology.ts'

/** What a member of the roster is known by in a round: three public keys and a commitment. */
export type RosterEntry = Pick<Advertise, 'maskKey' | 'sealKey' | 'kemKey' | 'selfCommitment'>

/** What all members of a round agree on once its roster stands. */
export type RoundFrame = {
  readonly venue: Venue
  readonly run: number
  readonly round: number
  /** 32 bytes that name the round. Source: docs/protocol §4.2. */
  readonly start: Uint8Array
  /** 32 bytes that shares and pair seeds are bound to. Source: docs/protocol §4.1. */
  readonly ctx: Uint8Array
  readonly roster: ReadonlyMap<number, RosterEntry>
  /** How many have to be in a sum over all. Source: docs/protocol §6.3. */
  readonly threshold: number
  /** Who masks with whom, over all members of the round. Source: docs/protocol §4.9. */
  readonly topology: Topology
}

/** The frame once the shares stand too. */
export type MaskFrame = RoundFrame & {
  /** 32 bytes that masks are bound to. Source: docs/protocol §4.1. */
  readonly maskCtx: Uint8Array
  /** 32 bytes that all that is revealed is bound to: the same, but in a round with a check. §4.1. */
  readonly revealCtx: Uint8Array
}

/** The share messages of U1, by sender. */
export type ShareTable = ReadonlyMap<number, Share>

/** What names a round before anything in it is agreed on. Source: docs/protocol §4.2. */
export function roundStart(venue: Venue, run: number, round: number): Uint8Array {
  return sha256(
    fromText('vain/start/1'),
    toUint(venue.chainId, 256),
    fromHex(venue.ledger),
    toUint(run, 32),
    toUint(round, 32),
  )
}

/** Root over `u16(index) ‖ address`, ascending by index. Source: docs/protocol §4.1. */
export function membersRoot(members: readonly { index: number; address: Hex }[]): Uint8Array {
  const ascending = [...members].sort((a, b) => a.index - b.index)
  return merkleRoot(
    ascending.map(({ index, address }) => concatBytes(toUint(index, 16), fromHex(address))),
  )
}

/** Stands where a context once named a group: contexts are those of the whole round. */
const wholeRound = 0

/** Context of a round's roster. Source: docs/protocol §4.1. */
export function roundContext(round: {
  /** Head after `open`: chain, ledger, run, members and all history are in it. */
  readonly openHead: Hex
  readonly modelRoot: Hex
  readonly configHash: Hex
  readonly membersRoot: Uint8Array
  readonly rosterRoot: Hex
}): Uint8Array {
  return sha256(
    fromText('vain/secagg/1'),
    fromHex(round.openHead),
    toUint(wholeRound, 16),
    fromHex(round.modelRoot),
    fromHex(round.configHash),
    round.membersRoot,
    fromHex(round.rosterRoot),
  )
}

/** Context of the masks under a round's shares. Source: docs/protocol §4.1. */
export function maskContext(ctx: Uint8Array, shareRoot: Hex): Uint8Array {
  return sha256(fromText('vain/masks/1'), ctx, fromHex(shareRoot))
}

/** The frame of a round whose share bundle is known. Source: docs/protocol §4.1. */
export function toMaskFrame(frame: RoundFrame, shareRoot: Hex): MaskFrame {
  const maskCtx = maskContext(frame.ctx, shareRoot)
  return { ...frame, maskCtx, revealCtx: maskCtx }
}

/**
 * The frame in which members reveal once a check bundle is settled: nobody's reveal serves another
 * one. That there is no other one is for the committee's words to see to, not for this context: it
 * binds one member each.
 *
 * Source: docs/protocol §4.1, §4.10.
 */
export function afterCheck<F extends MaskFrame>(frame: F, checkRoot: Hex): F {
  const revealCtx = sha256(fromText('vain/reveals/1'), frame.maskCtx, fromHex(checkRoot))
  return { ...frame, revealCtx }
}

/** Members of the roster with whom a member shares masks and seeds, ascending. §4.9. */
export function peersOf({ roster, topology }: RoundFrame, index: number): number[] {
  return topology.neighboursOf(index).filter((peer) => roster.has(peer))
}

/**
 * Whether enough others of a member's neighbourhood are in the roster to open its seeds. With fewer
 * it deals nothing. Source: docs/protocol §4.4.
 */
export function canDeal(frame: RoundFrame, index: number): boolean {
  const { roster, topology } = frame
  return roster.has(index) && peersOf(frame, index).length + 1 >= topology.thresholdOf(index)
}

/** `u16(min) ‖ u16(max)`: the name of an edge. */
export function edgeName(i: number, j: number): Uint8Array {
  return concatBytes(toUint(Math.min(i, j), 16), toUint(Math.max(i, j), 16))
}
