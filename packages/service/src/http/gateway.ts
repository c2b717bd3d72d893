import { once } from 'node:events'
import { VainError } from '@vain/base'
import type { Request, RequestHandler, Response } from 'express'
import type { ClientOf } from './clients/createClientOf.ts'
import { HttpFailure } from './problem.ts'

/** What the gateway serves from: the content store of the daemon. */
export type ArtefactSource = {
  /**
   * Opens what is held here whole, to be read from `start` to before `end`, by default all of it, in
   * pieces.
   *
   * @param signal - aborted when whoever asked has left
   * @throws {VainError} `net/bad-cid` if it is none
   */
  openLocally(
    cid: string,
    signal?: AbortSignal,
  ): Promise<
    | {
        readonly sizeBytes: number
        read(start?: number, end?: number): AsyncIterable<Uint8Array>
        /** Lets go of what is held open for reading it. */
        close?(): Promise<void>
      }
    | undefined
  >
}

export type GatewayOptions = {
  /** Artefacts sent at once, to all and to one address. */
  maxConcurrent: number
  maxConcurrentPerAddress: number
}

// CIDv1 in base32 (36 bytes for SHA-256, 58 characters; room for other hashes), or CIDv0.
export const cidSyntax: RegExp = /^(b[a-z2-7]{20,110}|Qm[1-9A-HJ-NP-Za-km-z]{44})$/

/**
 * Answers `GET /ipfs/<cid>` with content that the daemon holds itself; it fetches nothing for
 * strangers. A range of it may be asked for, so that who was cut off goes on.
 *
 * The bytes are what the store gave for the CID: whoever needs certainty hashes them.
 *
 * Source: docs/protocol §8; RFC 9110 §14 for ranges, of which one is answered.
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
    await answer(source, cid, request, response)
  }
}

async function answer(
  source: ArtefactSource,
  cid: string,
  request: Request,
  response: Response,
): Promise<void> {
  const tag = `"${cid}"`
  response.set({
    ETag: tag,
    'Cache-Control': 'public, max-age=31536000, immutable',
    'Content-Disposition': `attachment; filename="${cid}.bin"`,
  })
  // Ours to answer before looking: the tag is the content's name, so it can never be stale.
  if (request.fresh) {
    response.status(304).end()
    return
  }
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const file = await source.openLocally(cid, gone.signal).catch((error) => {
    // Whoever has left is told nothing, and it is nobody's fault.
    if (!gone.signal.aborted) throw refused(error)
  })
  if (gone.signal.aborted) {
    await file?.close?.()
    return
  }
  if (file === undefined)
    throw new HttpFailure(404, 'http/not-found', 'this artefact is not held here')
  try {
    await answerWith(file, tag, request, response, gone.signal)
  } finally {
    await file.close?.()
  }
}

type ArtefactFile = NonNullable<Awaited<ReturnType<ArtefactSource['openLocally']>>>

async function answerWith(
  file: ArtefactFile,
  tag: string,
  request: Request,
  response: Response,
  gone: AbortSignal,
): Promise<void> {
  const { sizeBytes } = file
  const [start, end] = rangeOf(request, tag, sizeBytes)
  if (end - start < sizeBytes)
    response.status(206).set('Content-Range', `bytes ${start}-${end - 1}/${sizeBytes}`)
  response
    .type('application/octet-stream')
    .set({ 'Accept-Ranges': 'bytes', 'Content-Length': `${end - start}` })
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  await send(file.read(start, end), response, gone)
}

/** Sends pieces as fast as they are taken. */
async function send(
  pieces: AsyncIterable<Uint8Array>,
  response: Response,
  gone: AbortSignal,
): Promise<void> {
  for await (const piece of pieces) {
    if (gone.aborted) return
    const isTaken = response.write(piece)
    if (!isTaken) await once(response, 'drain', { signal: gone }).catch(() => undefined)
  }
  response.end()
}

/**
 * Place of the first byte that is asked for and of the one after the last: all of them where no range
 * is named, several are, or one of something else than this artefact (RFC 9110 §13.1.5).
 */
function rangeOf(request: Request, tag: string, sizeBytes: number): readonly [number, number] {
  const condition = request.get('If-Range') ?? tag
  const isAsked = request.method === 'GET' && condition === tag
  const ranges = isAsked ? request.range(sizeBytes) : undefined
  if (ranges === -1)
    throw new HttpFailure(416, 'http/bad-range', 'the artefact has no such bytes', {
      headers: { 'Content-Range': `bytes */${sizeBytes}` },
    })
  const isOne = Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1
  const [range] = isOne ? ranges : []
  return range === undefined ? [0, sizeBytes] : [range.start, range.end + 1]
}

/** Not everything that looks like a CID is one. */
function refused(error: unknown): unknown {
  return error instanceof VainError && error.code === 'net/bad-cid'
    ? new HttpFailure(400, 'http/bad-cid', 'this is no CID')
    : error
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
