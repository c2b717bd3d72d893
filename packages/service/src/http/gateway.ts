import { VainError } from '@vain/base'
import type { Request, RequestHandler, Response } from 'express'
import type { ClientOf } from './clients/createClientOf.ts'
import { HttpFailure } from './problem.ts'

/** What the gateway serves from: the content store of the daemon. */
export type ArtefactSource = {
  get(
    cid: string,
    limits: { maxBytes: number; timeoutMs: number },
    signal?: AbortSignal,
  ): Promise<Uint8Array>
  /** @throws {VainError} `net/bad-cid` if it is none */
  hasLocally(cid: string): Promise<boolean>
}

export type GatewayOptions = {
  /** Largest artefact that is served, in bytes. */
  maxBytes: number
  /** Longest that reading one from the store may take. */
  readTimeoutMs: number
  /** Artefacts read and sent at once, to all and to one address. */
  maxConcurrent: number
  maxConcurrentPerAddress: number
}

// CIDv1 in base32 (36 bytes for SHA-256, 58 characters; room for other hashes), or CIDv0.
export const cidSyntax: RegExp = /^(b[a-z2-7]{20,110}|Qm[1-9A-HJ-NP-Za-km-z]{44})$/

/**
 * Answers `GET /ipfs/<cid>` with content that the daemon holds itself; it fetches nothing for
 * strangers.
 *
 * The bytes are what the store gave for the CID: whoever needs certainty hashes them.
 *
 * Source: docs/protocol §8.
 */
export function createGateway(
  source: ArtefactSource,
  clientOf: ClientOf,
  options: GatewayOptions,
): RequestHandler {
  const slots = createSlots(options)
  return async (request, response) => {
    const cid = String(request.params.cid)
    if (!cidSyntax.test(cid)) throw new HttpFailure(400, 'http/bad-cid', 'this is no CID')
    const release = slots(clientOf(request))
    response.once('close', release)
    await answer(source, cid, options, request, response)
  }
}

async function answer(
  source: ArtefactSource,
  cid: string,
  { maxBytes, readTimeoutMs }: GatewayOptions,
  request: Request,
  response: Response,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  if (!(await source.hasLocally(cid).catch(refuseBadCid)))
    throw new HttpFailure(404, 'http/not-found', 'this artefact is not held here')
  response.set({
    ETag: `"${cid}"`,
    'Cache-Control': 'public, max-age=31536000, immutable',
    'Content-Disposition': `attachment; filename="${cid}.bin"`,
  })
  // Ours to answer before reading: the tag is the content's name, so it can never be stale.
  if (request.fresh) {
    response.status(304).end()
    return
  }
  const bytes = await source.get(cid, { maxBytes, timeoutMs: readTimeoutMs }, gone.signal)
  if (gone.signal.aborted) return
  response.type('application/octet-stream')
  response.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}

/** Not everything that looks like a CID is one. */
function refuseBadCid(error: unknown): never {
  if (error instanceof VainError && error.code === 'net/bad-cid')
    throw new HttpFailure(400, 'http/bad-cid', 'this is no CID')
  throw error
}

/** Takes a slot for a client, or throws 503; the function that it returns frees it once. */
function createSlots(
  options: Pick<GatewayOptions, 'maxConcurrent' | 'maxConcurrentPerAddress'>,
): (client: string) => () => void {
  const taken = new Map<string, number>()
  let all = 0
  return (client) => {
    const own = taken.get(client) ?? 0
    if (all >= options.maxConcurrent || own >= options.maxConcurrentPerAddress)
      throw new HttpFailure(503, 'http/busy', 'too many artefacts at once', {
        retryAfterSeconds: 1,
      })
    all++
    taken.set(client, own + 1)
    return () => {
      all--
      const left = (taken.get(client) ?? 1) - 1
      if (left === 0) taken.delete(client)
      else taken.set(client, left)
    }
  }
}
