import { randomInt } from 'node:crypto'

/** More servers make no connection likelier, and every one costs time. */
const maxServers = 3

/**
 * STUN servers for one connection by WebRTC, as URLs, three at most and drawn at random, so that
 * nobody's stand in everybody's way.
 *
 * WebRTC's library throws at a URL that it cannot read, and with that the connection is lost: what
 * is no name or IPv4 address with a port is left out.
 *
 * @param servers - `host:port`
 */
export function stunUrls(servers: readonly string[]): string[] {
  const left = servers.filter(isServer)
  const drawn: string[] = []
  while (left.length > 0 && drawn.length < maxServers)
    drawn.push(...left.splice(randomInt(left.length), 1))
  return drawn.map((server) => `stun:${server}`)
}

function isServer(server: string): boolean {
  const [, port] = /^[a-z0-9.-]+:(\d{1,5})$/i.exec(server) ?? []
  return Number(port) >= 1 && Number(port) <= 65_535
}
