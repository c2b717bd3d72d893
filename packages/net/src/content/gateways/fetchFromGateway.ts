import { VainError } from '@vain/base'
import { download, urlBelow } from '../download.ts'
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
 *
 * Source: docs/protocol §8.
 */
export async function fetchFromGateway(
  baseUrl: string,
  cid: string,
  limits: { maxBytes: number; timeoutMs: number },
): Promise<Uint8Array> {
  const root = parseCid(cid).toV1().toString()
  const url = urlBelow('gateway', baseUrl, `ipfs/${root}`)
  const accept = 'application/octet-stream'
  const bytes = await download('gateway', url, { ...limits, accept })
  const found = await cidOf(bytes)
  if (found !== root)
    throw new VainError('net/cid-mismatch', 'the gateway sent something else', { cid, found })
  return bytes
}
