import { isLibp2pAddress, type Network } from '@vain/net'

/** Bounds of `KeyBook`. */
const maxEndpoints = 4
const maxEndpointBytes = 128

/**
 * What an operator announces: where its libp2p node and its artefact gateway are reached.
 *
 * A gateway on a wildcard address is left out: nobody can tell from inside how it is reached, which
 * is what the option `announce` is for. Source: docs/protocol §8.
 */
export function endpointsOf(
  network: Pick<Network, 'addresses' | 'peerId'>,
  http: { readonly host: string; readonly port: number },
  announce: readonly string[],
): string[] {
  if (announce.length > 0)
    return announce.slice(0, maxEndpoints).map((address) => withPeer(address, network.peerId))
  const gateway = gatewayAddress(http)
  const own = network.addresses().filter((address) => address.length <= maxEndpointBytes)
  return [...own.slice(0, maxEndpoints - gateway.length), ...gateway]
}

/** The peer id follows from the key: whoever writes a configuration need not know it. */
function withPeer(address: string, peerId: string): string {
  const whole = `${address}/p2p/${peerId}`
  return isLibp2pAddress(whole) ? whole : address
}

function gatewayAddress({ host, port }: { host: string; port: number }): string[] {
  if (host === '0.0.0.0' || host === '::') return []
  const protocol = host.includes(':') ? 'ip6' : /^[\d.]+$/.test(host) ? 'ip4' : 'dns'
  return [`/${protocol}/${host}/tcp/${port}/http`]
}
