import { networkInterfaces } from 'node:os'
import type { Clock, Log } from '@vain/base'
import { isPublicAddress, type Network, startStunServer } from '@vain/net'

/** How long a router may take to open a port before the operator joins without it. */
const mappedWithinMs = 15_000
const lookAgainMs = 250

/**
 * Runs the STUN server, if one is wanted, at the host that HTTP binds to as well.
 *
 * @returns the way to end it
 * @throws {VainError} `net/cannot-listen`
 */
export async function startStun(
  log: Log,
  { stunPort, httpHost }: { readonly stunPort: number; readonly httpHost: string },
): Promise<() => Promise<void>> {
  if (stunPort === 0) return async () => undefined
  const server = await startStunServer(log, { host: httpHost, port: stunPort })
  log.info('serving STUN', { port: server.port })
  return server.stop
}

/** Waits until the router has opened a port, where it is asked to, at most some seconds. */
export async function untilMapped(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  network: Pick<Network, 'addresses'>,
  { upnp }: { readonly upnp: boolean },
  signal: AbortSignal,
): Promise<void> {
  if (!upnp) return
  for (let waited = 0; waited < mappedWithinMs; waited += lookAgainMs) {
    const mapped = network.addresses().find(isPublicAddress)
    if (mapped !== undefined) return log.info('reachable from outside', { address: mapped })
    await clock.sleep(lookAgainMs, signal)
  }
  log.warn('no router opened a port: vain node doctor says more')
}

/**
 * Addresses to join with: those of this machine, and what stands on chain already. What a router, or
 * whoever answers for one, says besides is left to `followEndpoints`, which has a peer dial it first.
 *
 * @param standing - what this operator has announced
 */
export function joiningAddresses(
  addresses: readonly string[],
  standing: readonly string[],
): string[] {
  const all = Object.values(networkInterfaces()).flatMap((them) => them ?? [])
  const own = new Set(all.map(({ address }) => address))
  const isOwn = (address: string): boolean => own.has(address.split('/')[2] ?? '')
  return addresses.filter((it) => isOwn(it) || standing.includes(it))
}
