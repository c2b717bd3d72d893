import type { Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { VainError } from '@vain/base'
import { signedAddresses } from '../reach/directWay.ts'
import { isLibp2pAddress } from './addresses.ts'

/** Signed addresses that are tried of one peer. */
const maxSigned = 8

/**
 * Where a peer may be besides what it announced on chain: where the operator of this node says, what
 * is said of it in the local network, and what the peer itself signed when it was connected, this
 * last to the end of the process. What others say of a peer's addresses is not kept.
 *
 * @returns libp2p addresses that name the peer
 */
export type AddressesOf = (peerId: string) => Promise<readonly string[]>

/** @throws {VainError} `net/bad-address` if one of these is no address that names its peer */
export function assertBootstrap(bootstrap: readonly string[]): void {
  for (const address of bootstrap)
    if (!isLibp2pAddress(address))
      throw new VainError('net/bad-address', 'a bootstrap address names no peer of libp2p', {
        address,
        wayOut: 'Write it as /ip4/203.0.113.7/tcp/4001/p2p/16Uiu2….',
      })
}

/** @param bootstrap - addresses that name their peers, see `assertBootstrap` */
export function createAddressBook(
  libp2p: Pick<Libp2p, 'peerStore'>,
  bootstrap: readonly string[],
  lan: { addressesOf(peerId: string): readonly string[] } | undefined,
): AddressesOf {
  return async (peerId) => {
    // Of a peer that was never connected there is nothing.
    const signed = await signedAddresses(libp2p, peerIdFromString(peerId)).catch(() => [])
    return [
      ...new Set([
        ...bootstrap.filter((address) => address.endsWith(`/p2p/${peerId}`)),
        ...(lan?.addressesOf(peerId) ?? []),
        ...signed.slice(0, maxSigned).map(String).filter(isLibp2pAddress),
      ]),
    ]
  }
}
