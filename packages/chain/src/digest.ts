import type { Hex } from '@vain/protocol'
import { AbiCoder, getBytes, keccak256, toUtf8Bytes } from 'ethers'

const peerTag = keccak256(toUtf8Bytes('vain/peer/1'))

/**
 * What a libp2p key signs, as it is and without a further prefix, to show that its owner wants to
 * be the peer of `operator` in this key book: 32 bytes. Source: `KeyBook.peerDigest`.
 */
export function peerDigest(chainId: bigint, keyBook: Hex, operator: Hex): Uint8Array {
  const types = ['bytes32', 'uint256', 'address', 'address']
  const words = AbiCoder.defaultAbiCoder().encode(types, [peerTag, chainId, keyBook, operator])
  return getBytes(keccak256(words))
}
