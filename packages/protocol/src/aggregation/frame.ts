import { concatBytes, fromHex, fromText, toUint } from '@vain/base'
import { merkleRoot, sha256 } from '@vain/crypto'
import type { Hex } from '../hex.ts'
import type { Advertise, Share } from '../messages/bodies.ts'
import type { Venue } from '../round/transcript.ts'

/** What all members of a round agree on once its roster stands. */
export type RoundFrame = {
  readonly venue: Venue
  readonly run: number
  readonly round: number
  /** Transcript after `open`, 32 bytes. */
  readonly open: Uint8Array
  /** 32 bytes that every key of the round is bound to. Source: docs/protocol §4.1. */
  readonly ctx: Uint8Array
  readonly roster: ReadonlyMap<number, Advertise>
  readonly threshold: number
}

/** The share messages of U1, by sender. */
export type ShareTable = ReadonlyMap<number, Share>

/** Root over `u16(index) ‖ address`, ascending by index. Source: docs/protocol §4.1. */
export function membersRoot(members: readonly { index: number; address: Hex }[]): Uint8Array {
  const ascending = [...members].sort((a, b) => a.index - b.index)
  return merkleRoot(
    ascending.map(({ index, address }) => concatBytes(toUint(index, 16), fromHex(address))),
  )
}

/** Group number of the one complete group. */
const onlyGroup = 0

/** Context of a round's secure aggregation. Source: docs/protocol §4.1. */
export function roundContext(round: {
  readonly venue: Venue
  readonly run: number
  readonly round: number
  readonly modelRoot: Hex
  readonly configHash: Hex
  readonly membersRoot: Uint8Array
  readonly rosterRoot: Hex
}): Uint8Array {
  return sha256(
    fromText('vain/secagg/1'),
    toUint(round.venue.chainId, 256),
    fromHex(round.venue.ledger),
    toUint(round.run, 32),
    toUint(round.round, 32),
    toUint(onlyGroup, 16),
    fromHex(round.modelRoot),
    fromHex(round.configHash),
    round.membersRoot,
    fromHex(round.rosterRoot),
  )
}

/** `u16(min) ‖ u16(max)`: the name of an edge. */
export function edgeName(i: number, j: number): Uint8Array {
  return concatBytes(toUint(Math.min(i, j), 16), toUint(Math.max(i, j), 16))
}
