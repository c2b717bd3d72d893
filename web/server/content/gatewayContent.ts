import { VainError } from '@vain/base'
import type { GatewaySource } from '@vain/net/artefacts'
import { type ArtefactSource, HttpFailure } from '@vain/service'
import type { Spooled } from './spoolFromGateway.ts'

/** Largest artefact that pages get, which is on disk until they have it, and longest wait for it. */
const limits = { maxBytes: 268_435_456, timeoutMs: 30_000 }

/**
 * Artefacts that operators hold, for pages that ask for them by CID; the source has checked the
 * bytes against it.
 *
 * @param source - undefined as long as it is not known who the operators are
 */
export function gatewayContent(source: () => GatewaySource<Spooled> | undefined): ArtefactSource {
  return {
    async openLocally(cid, signal) {
      const artefacts = source()
      if (artefacts === undefined)
        throw new HttpFailure(503, 'http/starting', 'the operators are not known yet', {
          retryAfterSeconds: 1,
        })
      return artefacts.get(cid, limits, signal).catch(refuse)
    },
  }
}

function refuse(error: unknown): never {
  const code = error instanceof VainError ? error.code : undefined
  if (code === 'net/unavailable' || code === 'net/no-gateways')
    throw new HttpFailure(404, 'http/not-found', 'no operator sends this artefact')
  throw error
}
