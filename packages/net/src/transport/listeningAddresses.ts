import type { Libp2pEvents, TypedEventTarget } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'

type Components = {
  readonly events: TypedEventTarget<Libp2pEvents>
  readonly addressManager: {
    confirmObservedAddr(address: Multiaddr, options: { readonly type: 'transport' }): void
  }
}

/**
 * A libp2p service: the addresses of this machine that a node listens on are its addresses. By itself
 * libp2p tells public ones to nobody before AutoNAT has had them dialled, so an operator whose machine
 * has a public address would announce none.
 */
export function listeningAddresses(): (components: Components) => object {
  return ({ events, addressManager }) => {
    events.addEventListener('transport:listening', ({ detail: listener }) => {
      for (const address of listener.getAddrs())
        addressManager.confirmObservedAddr(address, { type: 'transport' })
    })
    return {}
  }
}
