import { VainError } from '@vain/base'
import type { ContentSource } from '@vain/protocol'
import { type ArtefactSource, HttpFailure } from '@vain/service'

/**
 * Artefacts that operators hold, for pages that ask for them by CID; the source has checked the
 * bytes against it.
 */
export function gatewayContent(source: ContentSource): ArtefactSource {
  return {
    // Nothing is here; whether an operator has it shows when it is asked for.
    hasLocally: async () => true,
    get: (cid, limits, signal) => source.get(cid, limits, signal).catch(refuse),
  }
}

function refuse(error: unknown): never {
  const code = error instanceof VainError ? error.code : undefined
  if (code === 'audit/unavailable' || code === 'audit/no-gateways')
    throw new HttpFailure(404, 'http/not-found', 'no operator sends this artefact')
  throw error
}
