import { z } from 'zod'
import {
  type ArtefactSource,
  createHttpServer,
  createLog,
  type Endpoint,
  type HttpServer,
  type HttpServerOptions,
  type RateLimit,
} from '../../src/index.ts'

/** CIDs of what the store of a test has and has not. */
export const held = 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy'
export const other = 'bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4'

/** A store with one artefact; reading it may be held up to see what the server does meanwhile. */
export function createStore(
  bytes: Uint8Array,
  pieceBytes = 30_000,
): {
  readonly source: ArtefactSource
  /** What was read, and whatever was not read to its end. */
  readonly asked: string[]
  /** Holds up who reads from now on; returns the way to let them go on. */
  hold(): () => void
} {
  const asked: string[] = []
  let gate: Promise<void> = Promise.resolve()
  async function* read(start = 0, end = bytes.length): AsyncGenerator<Uint8Array> {
    asked.push(`${start}-${end}`)
    let isWhole = false
    try {
      await gate
      for (let at = start; at < end; at += pieceBytes)
        yield bytes.subarray(at, Math.min(end, at + pieceBytes))
      isWhole = true
    } finally {
      if (!isWhole) asked.push('aborted')
    }
  }
  const source: ArtefactSource = {
    openLocally: async (cid) => (cid === held ? { sizeBytes: bytes.length, read } : undefined),
  }
  const hold = (): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    gate = promise
    return resolve
  }
  return { source, asked, hold }
}

export const healthEndpoint: Endpoint<{ round: number }, Record<string, never>, undefined> = {
  name: 'readHealth',
  method: 'get',
  path: '/health',
  tag: 'health',
  text: 'Of the test.',
  access: 'public',
  answer: z.object({ round: z.int() }),
  otherwise: { status: 503, text: 'Not well.', when: ({ round }) => round < 0 },
}

/** What the store of a test has. */
export const bytes: Uint8Array = Uint8Array.from({ length: 100_000 }, (_, i) => i * 31)

const servers: HttpServer[] = []
/** What was logged since `endServers`. */
export const lines: string[] = []

/** A server on a free port, with one endpoint beside the artefacts. */
export async function start(
  content: ArtefactSource = createStore(bytes).source,
  options: Partial<HttpServerOptions> = {},
  rateLimit?: RateLimit,
): Promise<HttpServer> {
  const log = createLog({
    level: 'debug',
    format: 'json',
    name: 'test',
    destination: { write: (line) => void lines.push(line) },
  })
  const api = { title: 'test', text: '', endpoints: [healthEndpoint] }
  const server = await createHttpServer(
    { log, content, api, ...(rateLimit && { rateLimit }) },
    { port: 0, ...options },
  )
  server.answer(healthEndpoint, () => ({ round: 7 }))
  servers.push(server)
  return server
}

/** Closes all that were started. */
export async function endServers(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.close()))
  lines.length = 0
}
