import { BlockList, isIP, isIPv6 } from 'node:net'
import { isLibp2pAddress } from './addresses.ts'

/**
 * IPv4 networks in which the public reaches nobody, or not that one machine. Source: IANA IPv4
 * Special-Purpose Address Registry, rows that are not globally reachable (RFC 6890), and multicast.
 */
const specialIpv4 = [
  ['0.0.0.0', 8, 'this network, RFC 791'],
  ['10.0.0.0', 8, 'private use, RFC 1918'],
  ['100.64.0.0', 10, 'shared by the customers of a provider, RFC 6598'],
  ['127.0.0.0', 8, 'loopback, RFC 1122'],
  ['169.254.0.0', 16, 'link-local, RFC 3927'],
  ['172.16.0.0', 12, 'private use, RFC 1918'],
  // Its anycast addresses of RFC 7723 and RFC 8155 are the provider's, and nobody's own.
  ['192.0.0.0', 24, 'assigned to protocols, RFC 6890'],
  ['192.0.2.0', 24, 'documentation, RFC 5737'],
  ['192.88.99.0', 24, 'anycast of relays of 6to4, deprecated, RFC 7526'],
  ['192.168.0.0', 16, 'private use, RFC 1918'],
  ['198.18.0.0', 15, 'benchmarks, RFC 2544'],
  ['198.51.100.0', 24, 'documentation, RFC 5737'],
  ['203.0.113.0', 24, 'documentation, RFC 5737'],
  ['224.0.0.0', 4, 'multicast, RFC 5771'],
  ['240.0.0.0', 4, 'reserved, with the limited broadcast, RFC 1112'],
] as const

/** What of IPv6 is given to anyone at all. Source: IANA IPv6 Address Space (RFC 4291 §2.4). */
const unicastIpv6 = ['2000::', 3] as const

/**
 * Networks within it, as above. Source: IANA IPv6 Special-Purpose Address Registry (RFC 6890). Outside
 * it lie loopback, unique local, link-local and multicast addresses, and with `::ffff:0:0/96` and
 * `64:ff9b::/96` those that stand for one of IPv4 on this machine or behind one provider's translator:
 * an operator says that one of IPv4 itself.
 */
const specialIpv6 = [
  // What is reachable of it is anycast (RFC 7723, RFC 7450, RFC 7535) or no address of a machine.
  ['2001::', 23, 'assigned to protocols, with Teredo and ORCHID, RFC 2928'],
  ['2001:db8::', 32, 'documentation, RFC 3849'],
  ['2002::', 16, '6to4, whose relays are gone, RFC 7526'],
  ['3fff::', 20, 'documentation, RFC 9637'],
] as const

const special = new BlockList()
for (const [network, bits] of specialIpv4) special.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of specialIpv6) special.addSubnet(network, bits, 'ipv6')
const unicast = new BlockList()
unicast.addSubnet(...unicastIpv6, 'ipv6')

/** Whether an address of libp2p names an IP that the public can reach; a name counts as one. */
export function isPublicAddress(address: string): boolean {
  if (!isLibp2pAddress(address)) return false
  const [, family, host = ''] = address.split('/')
  return family?.startsWith('dns') === true || isPublicHost(host)
}

/** Whether the public can reach an IP address; false for any other text. */
export function isPublicHost(host: string): boolean {
  if (isIPv6(host)) return unicast.check(host, 'ipv6') && !special.check(host, 'ipv6')
  return isIP(host) === 4 && !special.check(host)
}
