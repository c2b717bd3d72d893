import { VainError } from '@vain/base'
import type { ContentSource } from '@vain/protocol'
import { type ArtefactSource, HttpFailure } from '@vain/service'

const timeoutMs = 30_000
/** Most artefacts that pages ask for are smaller: configurations, evaluations, reveals. */
const usual = { maxBytes: 4_194_304, timeoutMs }
/** An artefact is in memory until its page has it: of large ones few at once, whoever asks. */
const large = { maxBytes: 268_435_456, timeoutMs }
const maxLarge = 2

/**
 * Artefacts that operators hold, for pages that ask for them by CID; the source has checked the
 * bytes against it. Of those above 4 MiB two at once, whoever asks for them.
 *
 * @param source - undefined as long as it is not known who the operators are
 */
export function gatewayContent(source: () => ContentSource | undefined): ArtefactSource {
  let largeOnes = 0

  /** Takes a place until whoever asked has left, or has it all. */
  async function getLarge(content: ContentSource, cid: string, gone: AbortSignal) {
    gone.throwIfAborted()
    if (largeOnes >= maxLarge)
      throw new HttpFailure(503, 'http/busy', 'too many large artefacts at once', {
        retryAfterSeconds: 5,
      })
    largeOnes++
    gone.addEventListener('abort', () => largeOnes--, { once: true })
    return await content.get(cid, large, gone)
  }

  return {
    async openLocally(cid, gone) {
      const content = source()
      if (content === undefined)
        throw new HttpFailure(503, 'http/starting', 'the operators are not known yet', {
          retryAfterSeconds: 1,
        })
      const bytes = await content
        .get(cid, usual, gone)
        .catch((error: unknown) => {
          if (isTooLarge(error)) return getLarge(content, cid, gone)
          throw error
        })
        .catch(refuse)
      return {
        sizeBytes: bytes.length,
        async *read(start, end) {
          yield bytes.subarray(start, end)
        },
      }
    },
  }
}

/** Whether some gateway has it, but of more bytes than were asked for. */
const isTooLarge = (error: unknown): boolean =>
  error instanceof VainError &&
  error.code === 'net/unavailable' &&
  Object.values(error.context.failures ?? {}).includes('net/too-large')

function refuse(error: unknown): never {
  const code = error instanceof VainError ? error.code : undefined
  if (code === 'net/unavailable' || code === 'net/no-gateways')
    throw new HttpFailure(404, 'http/not-found', 'no operator sends this artefact')
  throw error
}
