import { isLibp2pAddress, isPublicAddress, type Network } from '@vain/net'

/** Bounds of `KeyBook`. */
const maxEndpoints = 4
const maxEndpointBytes = 128

/**
 * What an operator announces: where its libp2p node and its artefact gateway are reached.
 *
 * A gateway on a wildcard address is left out: nobody can tell from inside how it is reached, which
 * is what the option `announce` is for. Addresses that the public can reach come first. Source:
 * docs/protocol §8.
 *
 * @param stunPort - UDP port of the STUN server, 0 for none
 */
export function endpointsOf(
  network: Pick<Network, 'addresses' | 'peerId'>,
  http: { readonly host: string; readonly port: number },
  announce: readonly string[],
  stunPort = 0,
): string[] {
  if (announce.length > 0)
    return announce.slice(0, maxEndpoints).map((address) => withPeer(address, network.peerId))
  const gateway = gatewayAddress(http)
  // A way over a relay is left out: peers find it by themselves.
  const own = network
    .addresses()
    .filter((address) => address.length <= maxEndpointBytes && isLibp2pAddress(address))
    .sort((a, b) => Number(isPublicAddress(b)) - Number(isPublicAddress(a)))
  const others = [...stunAddress(own, stunPort), ...gateway]
  return [...own.slice(0, maxEndpoints - others.length), ...others]
}

/** A bare UDP address at the host that is reached best. */
function stunAddress([best]: readonly string[], port: number): string[] {
  if (port === 0 || best === undefined) return []
  return [`${best.split('/').slice(0, 3).join('/')}/udp/${port}`]
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
