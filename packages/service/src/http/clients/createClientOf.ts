import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { VainError } from '@vain/base'
import { toClient } from './rateLimit.ts'

/** Who asks: an IPv4 address, or the /64 of an IPv6 address. */
export type ClientOf = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string

/** Whether an address is that of a proxy that is believed. */
export type IsProxy = (address: string) => boolean

/**
 * Tells the proxies that are believed.
 *
 * @param trustedProxies - addresses, or subnets such as `10.0.0.0/8`
 * @throws {VainError} `http/bad-proxy`
 */
export function createIsProxy(trustedProxies: readonly string[]): IsProxy {
  const proxies = new BlockList()
  for (const text of trustedProxies) addProxy(proxies, text)
  return (address) => proxies.check(address, familyOf(address))
}

/**
 * Tells clients apart by their addresses.
 *
 * Of what comes from a trusted proxy the client is the last address in `X-Forwarded-For` that is not
 * a trusted proxy's: anyone may have written what stands before it.
 */
export function createClientOf(isProxy: IsProxy): ClientOf {
  return ({ headers, socket }) => {
    let address = socket.remoteAddress ?? ''
    const before = String(headers['x-forwarded-for'] ?? '').split(',')
    while (isProxy(address)) {
      const next = before.pop()?.trim() ?? ''
      // It names nobody, so whoever it was shares the proxy's place.
      if (isIP(next) === 0) break
      address = next
    }
    return toClient(address)
  }
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

function addProxy(proxies: BlockList, text: string): void {
  const [address = '', bits = isIP(address) === 6 ? '128' : '32', ...rest] = text.split('/')
  try {
    if (rest.length > 0 || !/^\d{1,3}$/.test(bits)) throw new TypeError('no subnet')
    proxies.addSubnet(address, Number(bits), familyOf(address))
  } catch (cause) {
    throw new VainError(
      'http/bad-proxy',
      'a trusted proxy is no address and no subnet',
      { text, wayOut: 'Write it as 127.0.0.1, 10.0.0.0/8 or fd00::/8.' },
      { cause },
    )
  }
}
