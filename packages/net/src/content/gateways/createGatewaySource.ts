import { VainError } from '@vain/base'
import type { FetchLimits } from '@vain/protocol'

/**
 * Fetches one artefact from one gateway, and fails unless the bytes are those of the CID.
 *
 * @throws {VainError}
 */
export type FetchFromGateway<T = Uint8Array> = (
  baseUrl: string,
  cid: string,
  limits: FetchLimits,
  signal?: AbortSignal,
) => Promise<T>

/** Artefacts by CID: their bytes, or what else is made of them. */
export type GatewaySource<T = Uint8Array> = {
  get(cid: string, limits: FetchLimits, signal?: AbortSignal): Promise<T>
}

/**
 * Artefacts from several gateways, for someone who is not part of the network.
 *
 * Each is asked in turn, the one that answered last first, so that one that is gone costs its
 * timeout once. A gateway that lies is as one that has nothing.
 *
 * @param endpoints - base URLs, at least one
 * @throws {VainError} `net/no-gateways` if there are none; from `get`: `net/unavailable` if
 *   none of them has the artefact
 */
export function createGatewaySource<T>(
  endpoints: readonly string[],
  fetchFromGateway: FetchFromGateway<T>,
): GatewaySource<T> {
  if (endpoints.length === 0)
    throw new VainError('net/no-gateways', 'there is no gateway to ask', {})
  let order = [...new Set(endpoints)]
  return {
    async get(cid, limits, signal) {
      const failures: Record<string, string> = {}
      for (const endpoint of order) {
        signal?.throwIfAborted()
        try {
          const artefact = await fetchFromGateway(endpoint, cid, limits, signal)
          order = [endpoint, ...order.filter((other) => other !== endpoint)]
          return artefact
        } catch (error) {
          signal?.throwIfAborted()
          if (!(error instanceof VainError)) throw error
          failures[endpoint] = error.code
        }
      }
      throw new VainError('net/unavailable', 'no gateway has the artefact', { cid, failures })
    },
  }
}
