import type { Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { VainError } from '@vain/base'
import { signedAddresses } from '../reach/directWay.ts'
import type { Lan } from '../reach/lan.ts'
import { isLibp2pAddress } from './addresses.ts'

/** Signed addresses that are tried of one peer. */
const maxSigned = 8

/**
 * Where a peer may be besides what it announced on chain: one address of those that are said of it
 * in the local network, then where the operator of this node says, with what the peer itself signed
 * when it was connected, this last to the end of the process. Nothing else that others say of a
 * peer's addresses is kept.
 *
 * @returns libp2p addresses that name the peer, in lists to be tried apart, so that one does not
 *   take the time of another; none is empty
 */
export type WaysTo = (peerId: string) => Promise<readonly (readonly string[])[]>

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
  lan: Pick<Lan, 'addressOf'> | undefined,
): WaysTo {
  return async (peerId) => {
    // Of a peer that was never connected there is nothing.
    const signed = await signedAddresses(libp2p, peerIdFromString(peerId)).catch(() => [])
    const said = lan?.addressOf(peerId)
    const known = new Set([
      ...bootstrap.filter((address) => address.endsWith(`/p2p/${peerId}`)),
      ...signed.slice(0, maxSigned).map(String).filter(isLibp2pAddress),
    ])
    return [said === undefined ? [] : [said], [...known]].filter((way) => way.length > 0)
  }
}
