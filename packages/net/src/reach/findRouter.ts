import { upnpNat } from '@achingbrain/nat-port-mapper'

/** A router that opens ports on request, and the address that it says it has outside. */
export type UpnpRouter = { readonly host: string; readonly outside: string | undefined }

/**
 * Looks for a router in this network that opens ports by UPnP (Internet Gateway Device 2). It opens
 * none. Never throws.
 *
 * @returns undefined if none answers in time
 */
export async function findUpnpRouter(timeoutMs: number): Promise<UpnpRouter | undefined> {
  const signal = AbortSignal.timeout(timeoutMs)
  const search = upnpNat({ autoRefresh: false }).findGateways({ signal, searchInterval: 1_000 })
  try {
    for await (const router of search) {
      const outside = await router.externalIp({ signal }).catch(() => undefined)
      return { host: router.host, outside }
    }
  } catch {
    // No interface to search on, or the time is over.
  }
  return undefined
}
