import { Secret } from '@vain/base'
import { secp256k1PublicKey } from '@vain/crypto'
import { peerIdOf } from '@vain/net'

/** What one process of the matrix is told to be. */
export type PeerPlan = {
  /** Number of its key. */
  readonly key: number
  readonly keys: number
  readonly listen: string
  readonly relay: 'use' | 'serve'
  readonly upnp: boolean
  readonly stunServers: readonly string[]
  /** Addresses at which it serves STUN itself. */
  readonly stunHosts: readonly string[]
}

/** What is asked of it, one JSON line each. */
export type PeerOrder =
  | { readonly kind: 'addresses' }
  | { readonly kind: 'reserved' }
  | { readonly kind: 'connect'; readonly addresses: readonly string[] }
  | { readonly kind: 'reach'; readonly peer: string; readonly addresses: readonly string[] }

/** A key that every process of the matrix knows. */
export function keyOf(i: number): Secret<Uint8Array> {
  return new Secret(new Uint8Array(32).fill(1 + i))
}

/** Peer id of the process with this key. */
export function idOf(i: number): string {
  return peerIdOf(secp256k1PublicKey(keyOf(i)))
}
