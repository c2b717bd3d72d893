import { concatBytes, VainError } from '@vain/base'

type Request = Pick<RequestInit, 'method' | 'headers' | 'body'>

/** Most that an answer may take. */
type Limits = { readonly maxBytes: number; readonly timeoutMs: number }

/**
 * Whole answer to an HTTP `GET`, of at most `maxBytes`. Redirects are not followed.
 *
 * @param of - what is asked there, in the messages
 * @throws {VainError} as `ask` does
 * @throws the signal's reason when it is aborted meanwhile
 */
export function download(
  of: string,
  url: URL,
  { accept, ...limits }: Limits & { readonly accept: string },
  signal?: AbortSignal,
): Promise<Uint8Array> {
  return ask(of, url, { headers: { accept } }, limits, signal)
}

/**
 * Whole answer to an HTTP request, of at most `maxBytes`. Redirects are not followed.
 *
 * @param of - what is asked there, in the messages
 * @throws {VainError} `net/timeout`, `net/unreachable`, `net/refused` (another status than 200),
 *   `net/too-large`
 * @throws the signal's reason when it is aborted meanwhile
 */
export async function ask(
  of: string,
  url: URL,
  request: Request,
  limits: Limits,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of askFor(of, url, request, limits, signal)) pieces.push(piece)
  return concatBytes(...pieces)
}

/**
 * The answer that `ask` gives, in pieces as they come. Whoever needs no more of them leaves the loop.
 *
 * @throws what `ask` throws
 */
export async function* askFor(
  of: string,
  url: URL,
  request: Request,
  { maxBytes, timeoutMs }: Limits,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const late = AbortSignal.timeout(timeoutMs)
  const either = signal === undefined ? late : AbortSignal.any([late, signal])
  try {
    const response = await fetch(url, { ...request, signal: either, redirect: 'error' })
    yield* readBody(of, url, response, maxBytes)
  } catch (cause) {
    signal?.throwIfAborted()
    if (cause instanceof VainError) throw cause
    if (late.aborted)
      throw new VainError('net/timeout', `the ${of} is too slow`, { timeoutMs, url: url.href })
    throw new VainError('net/unreachable', `no ${of} there`, { url: url.href }, { cause })
  }
}

async function* readBody(
  of: string,
  url: URL,
  response: Response,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void> {
  const { status, body } = response
  if (status !== 200 || body === null) {
    await body?.cancel()
    throw new VainError('net/refused', `the ${of} answered ${status}`, { url: url.href, status })
  }
  let size = 0
  // Leaving the loop early cancels the rest.
  for await (const piece of body) {
    size += piece.length
    if (size > maxBytes)
      throw new VainError('net/too-large', `the ${of} sends more than ${maxBytes} bytes`, {
        url: url.href,
        maxBytes,
      })
    yield piece
  }
}

/** `path` below a base address. @throws {VainError} `net/bad-address` if that is none of HTTP */
export function urlBelow(of: string, baseUrl: string, path: string): URL {
  const url = URL.parse(`${baseUrl.replace(/\/+$/, '')}/${path}`)
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new VainError('net/bad-address', `no address of a ${of}`, { baseUrl })
  return url
}
