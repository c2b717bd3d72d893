import { concatBytes, VainError } from '@vain/base'
import { cidOf, parseCid } from './unixfs.ts'

/**
 * Fetches content from an artefact gateway, `GET {baseUrl}/ipfs/{cid}`, for those who are not part
 * of the network.
 *
 * The bytes are those of the CID, whoever the gateway belongs to; whether the CID is the right one
 * is for the caller to check against a root. Redirects are not followed.
 *
 * @param baseUrl - `http://…` or `https://…`, as `toGatewayUrl` gives it
 * @throws {VainError} `net/bad-cid`, `net/bad-address`, `net/timeout`, `net/unreachable`,
 * `net/refused` (another status than 200), `net/too-large`, `net/cid-mismatch`
 *
 * Source: docs/protocol §8.
 */
export async function fetchFromGateway(
  baseUrl: string,
  cid: string,
  limits: { maxBytes: number; timeoutMs: number },
): Promise<Uint8Array> {
  const root = parseCid(cid).toV1().toString()
  const url = toUrl(baseUrl, root)
  const signal = AbortSignal.timeout(limits.timeoutMs)
  const bytes = await download(url, limits.maxBytes, signal).catch((cause: unknown) => {
    if (cause instanceof VainError) throw cause
    if (signal.aborted)
      throw new VainError('net/timeout', 'the gateway is too slow', { ...limits, url: url.href })
    throw new VainError('net/unreachable', 'no gateway there', { url: url.href }, { cause })
  })
  const found = await cidOf(bytes)
  if (found !== root)
    throw new VainError('net/cid-mismatch', 'the gateway sent something else', { cid, found })
  return bytes
}

function toUrl(baseUrl: string, cid: string): URL {
  const url = URL.parse(`${baseUrl.replace(/\/+$/, '')}/ipfs/${cid}`)
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new VainError('net/bad-address', 'no address of a gateway', { baseUrl })
  return url
}

async function download(url: URL, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const headers = { accept: 'application/octet-stream' }
  const response = await fetch(url, { signal, headers, redirect: 'error' })
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel()
    throw new VainError('net/refused', `the gateway answered ${response.status}`, {
      url: url.href,
      status: response.status,
    })
  }
  const pieces: Uint8Array[] = []
  let size = 0
  // Leaving the loop early cancels the rest.
  for await (const piece of response.body) {
    size += piece.length
    if (size > maxBytes)
      throw new VainError('net/too-large', `the gateway sends more than ${maxBytes} bytes`, {
        url: url.href,
        maxBytes,
      })
    pieces.push(piece)
  }
  return concatBytes(...pieces)
}
