import { VainError } from '@vain/base'
import type { ContentSource } from '@vain/protocol'
import { type ArtefactSource, HttpFailure } from '@vain/service'

/** Largest artefact that pages get, which is in memory until they have it, and longest wait for it. */
const limits = { maxBytes: 268_435_456, timeoutMs: 30_000 }

/**
 * Artefacts that operators hold, for pages that ask for them by CID; the source has checked the
 * bytes against it.
 *
 * @param source - undefined as long as it is not known who the operators are
 */
export function gatewayContent(source: () => ContentSource | undefined): ArtefactSource {
  return {
    async openLocally(cid, signal) {
      const content = source()
      if (content === undefined)
        throw new HttpFailure(503, 'http/starting', 'the operators are not known yet', {
          retryAfterSeconds: 1,
        })
      const bytes = await content.get(cid, limits, signal).catch(refuse)
      return {
        sizeBytes: bytes.length,
        async *read(start, end) {
          yield bytes.subarray(start, end)
        },
      }
    },
  }
}

function refuse(error: unknown): never {
  const code = error instanceof VainError ? error.code : undefined
  if (code === 'net/unavailable' || code === 'net/no-gateways')
    throw new HttpFailure(404, 'http/not-found', 'no operator sends this artefact')
  throw error
}
