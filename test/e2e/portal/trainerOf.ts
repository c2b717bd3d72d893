import { Secret } from '@vain/base'
import { peerDigest, type Registration } from '@vain/chain'
import { secp256k1PublicKey, signDigest } from '@vain/crypto'
import type { TestChain } from '@vain/testkit'

/** Where such a trainer says that it is: longer than a phone is wide. */
export const longEndpoint = `/dns4/${'a-long-name-'.repeat(4)}.example.org/tcp/4001`

/** A trainer's registration, with a peer key drawn from `byte`. */
export function trainerOf({ deployment, accounts }: TestChain, byte: number): Registration {
  const peer = new Secret(new Uint8Array(32).fill(byte))
  const { chainId, keyBook } = deployment
  const operator = accounts[byte]?.address ?? '0x'
  return {
    peerKey: secp256k1PublicKey(peer),
    peerProof: signDigest(peer, peerDigest(chainId, keyBook, operator)),
    roles: 1,
    blsKey: new Uint8Array(),
    blsProof: new Uint8Array(),
    endpoints: [longEndpoint],
  }
}
