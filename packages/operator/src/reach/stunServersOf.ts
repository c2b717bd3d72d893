import type { Operator } from '@vain/protocol'

/**
 * STUN servers that operators announced, as `host:port`: a bare UDP address, such as
 * `/ip4/203.0.113.7/udp/3478`, is one. Source: docs/protocol §8.
 */
export function stunServersOf(operators: Iterable<Pick<Operator, 'endpoints'>>): string[] {
  return [...operators].flatMap(({ endpoints }) => endpoints.flatMap(toServer))
}

function toServer(endpoint: string): string[] {
  const [, family, host = '', port] =
    /^\/(ip4|ip6|dns4|dns6|dns)\/([^/\s]+)\/udp\/(\d{1,5})$/.exec(endpoint) ?? []
  if (family === undefined || Number(port) > 65_535 || !/^[\w.:-]+$/.test(host)) return []
  return [family === 'ip6' ? `[${host}]:${port}` : `${host}:${port}`]
}
