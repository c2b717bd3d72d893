import type { Network } from '@vain/net'

/** Peers that are asked to dial an address. */
const maxWitnesses = 3

/** What a few directly connected peers found when they dialled this node at these addresses. */
export function askWitnesses(
  network: Pick<Network, 'links' | 'askBack'>,
  addresses: readonly string[],
): ReturnType<Network['askBack']> {
  const direct = network.links().filter(({ route }) => route === 'direct')
  const witnesses = [...new Set(direct.map(({ peerId }) => peerId))].slice(0, maxWitnesses)
  return network.askBack(addresses, witnesses)
}
