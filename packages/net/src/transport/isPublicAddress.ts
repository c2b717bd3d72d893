import { BlockList, isIP, isIPv6 } from 'node:net'
import { isLibp2pAddress } from './addresses.ts'

/** Networks that nobody outside reaches. Source: RFC 6890, RFC 4193, RFC 6598. */
const inside = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  inside.addSubnet(network, bits, 'ipv4')
inside.addAddress('::1', 'ipv6')
inside.addSubnet('fc00::', 7, 'ipv6')
inside.addSubnet('fe80::', 10, 'ipv6')

/** Whether an address of libp2p names an IP that the public can reach; a name counts as one. */
export function isPublicAddress(address: string): boolean {
  if (!isLibp2pAddress(address)) return false
  const [, family, host = ''] = address.split('/')
  return family?.startsWith('dns') === true || isPublicHost(host)
}

/** Whether the public can reach an IP address. */
export function isPublicHost(host: string): boolean {
  return isIP(host) !== 0 && !inside.check(host, isIPv6(host) ? 'ipv6' : 'ipv4')
}
