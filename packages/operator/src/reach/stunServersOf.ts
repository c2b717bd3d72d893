import type { Operator } from '@vain/protocol'

/**
 * STUN servers that operators announced, as `host:port`, one of each: a bare UDP address, such as
 * `/ip4/203.0.113.7/udp/3478`, is one. IPv6 is passed over, which WebRTC's library takes for no
 * server at all. Source: docs/protocol §8.
 */
export function stunServersOf(operators: Iterable<Pick<Operator, 'endpoints'>>): string[] {
  return [...operators].flatMap(({ endpoints }) => endpoints.flatMap(toServer).slice(0, 1))
}

function toServer(endpoint: string): string[] {
  const [, host, port] = /^\/(?:ip4|dns4|dns)\/([a-z0-9.-]+)\/udp\/(\d{1,5})$/i.exec(endpoint) ?? []
  const isPort = Number(port) >= 1 && Number(port) <= 65_535
  return host === undefined || !isPort ? [] : [`${host}:${Number(port)}`]
}
