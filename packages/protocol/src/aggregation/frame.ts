import { concatBytes, fromHex, fromText, toUint } from '@vain/base'
import { merkleRoot, sha256 } from '@vain/crypto'
import type { Hex } from '../hex.ts'
import type { Advertise, Share } from '../messages/bodies.ts'
import type { Venue } from '../round/transcript.ts'

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
  readonly threshold: number
}

/** The frame once the shares stand too. */
export type MaskFrame = RoundFrame & {
  /** 32 bytes that masks and all that is revealed are bound to. Source: docs/protocol §4.1. */
  readonly maskCtx: Uint8Array
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

/** Group number of the one complete group. */
const onlyGroup = 0

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
    toUint(onlyGroup, 16),
    fromHex(round.modelRoot),
    fromHex(round.configHash),
    round.membersRoot,
    fromHex(round.rosterRoot),
  )
}

/** The frame of a round whose share bundle is known. Source: docs/protocol §4.1. */
export function toMaskFrame(frame: RoundFrame, shareRoot: Hex): MaskFrame {
  return { ...frame, maskCtx: sha256(fromText('vain/masks/1'), frame.ctx, fromHex(shareRoot)) }
}

/** `u16(min) ‖ u16(max)`: the name of an edge. */
export function edgeName(i: number, j: number): Uint8Array {
  return concatBytes(toUint(Math.min(i, j), 16), toUint(Math.max(i, j), 16))
}
