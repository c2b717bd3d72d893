import { concatBytes, VainError } from '@vain/base'
import type { FetchLimits } from '@vain/protocol'
import { askFor, urlBelow } from '../download.ts'
import { cidOf, parseCid } from '../unixfs.ts'

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
 * @throws the signal's reason when it is aborted meanwhile
 *
 * Source: docs/protocol §8.
 */
export async function fetchFromGateway(
  baseUrl: string,
  cid: string,
  limits: FetchLimits,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  const keep = async (piece: Uint8Array) => void pieces.push(piece)
  await saveFromGateway(baseUrl, cid, limits, keep, signal)
  return concatBytes(...pieces)
}

/**
 * Fetches content as `fetchFromGateway` does, and hands over each piece of it as it comes. The pieces
 * are those of the CID only when this has resolved.
 *
 * @param save - takes the next piece; no other comes before it has resolved
 * @throws what `fetchFromGateway` throws, and `save`
 */
export async function saveFromGateway(
  baseUrl: string,
  cid: string,
  limits: FetchLimits,
  save: (piece: Uint8Array) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const root = parseCid(cid).toV1().toString()
  const url = urlBelow('gateway', baseUrl, `ipfs/${root}`)
  const headers = { accept: 'application/octet-stream' }
  async function* saved(): AsyncGenerator<Uint8Array> {
    for await (const piece of askFor('gateway', url, { headers }, limits, signal)) {
      await save(piece)
      yield piece
    }
  }
  const found = await cidOf(saved())
  if (found !== root)
    throw new VainError('net/cid-mismatch', 'the gateway sent something else', { cid, found })
}
