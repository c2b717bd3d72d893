import { VainError } from '@vain/base'
import { type ContentSource, cidOfContent, contentOf } from '@vain/protocol'

/**
 * Artefacts from the portal's server, `GET /ipfs/{cid}`. It is not believed: the bytes are those of
 * the CID, or there are none.
 *
 * @param origin - of the server
 * @throws {VainError} from `get`: `net/unreachable`, `net/timeout`, `net/refused`, `net/too-large`,
 *   `net/cid-mismatch` (context: `cid`, `found`)
 */
export function createContent(origin: string): ContentSource {
  return {
    async get(cid, { maxBytes, timeoutMs }, signal) {
      const late = AbortSignal.timeout(timeoutMs)
      const ending = signal === undefined ? late : AbortSignal.any([signal, late])
      try {
        const response = await askPatiently(`${origin}/ipfs/${cid}`, ending)
        if (!response.ok)
          throw new VainError('net/refused', 'the server does not have it', {
            status: response.status,
          })
        return checked(cid, await readBytes(response, maxBytes))
      } catch (cause) {
        if (signal?.aborted || cause instanceof VainError) throw cause
        throw late.aborted
          ? new VainError('net/timeout', 'the server did not answer in time', {}, { cause })
          : new VainError('net/unreachable', 'the server does not answer', {}, { cause })
      }
    },
  }
}

/** The answer of a server that may be too busy at first, and then says when to come again. */
async function askPatiently(url: string, signal: AbortSignal): Promise<Response> {
  for (;;) {
    const response = await fetch(url, { signal })
    const pauseSeconds = retryAfterSeconds(response)
    if (pauseSeconds === undefined) return response
    await response.body?.cancel()
    await pause(pauseSeconds * 1_000, signal)
  }
}

/** When to come again, within bounds; undefined where the server does not say it in seconds. */
function retryAfterSeconds({ status, headers }: Response): number | undefined {
  const said = headers.get('Retry-After') ?? ''
  const isBusy = [429, 503].includes(status) && /^\d{1,9}$/.test(said)
  return isBusy ? Math.min(Math.max(Number(said), 1), 30) : undefined
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    signal.addEventListener('abort', stop, { once: true })
  })
}

/** The body, read as it comes and no further than it may be long. */
async function readBytes({ body }: Response, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  const reader = body?.getReader()
  for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
    length += next.value.length
    if (length > maxBytes) {
      await reader?.cancel()
      throw new VainError('net/too-large', 'the content is larger than it may be', { maxBytes })
    }
    pieces.push(next.value)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

function checked(cid: string, bytes: Uint8Array): Uint8Array {
  const found = cidOfContent(contentOf(bytes))
  if (found !== cid)
    throw new VainError('net/cid-mismatch', 'the server sent something else', { cid, found })
  return bytes
}
