import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { Readable } from 'node:stream'

/**
 * `fetch` at a Unix socket, which Node's own knows no way to.
 *
 * @throws what the socket does, and the reason of `signal`
 */
export async function fetchBySocket(
  socketPath: string,
  path: string,
  init: {
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string | null
    readonly signal: AbortSignal
  },
): Promise<Response> {
  const { method, headers, body, signal } = init
  // A connection of its own, so that none is kept open after the answer.
  const asking = request({ socketPath, path, method, headers, signal, agent: false }).end(body)
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  return new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, {
    status: answer.statusCode ?? 0,
  })
}
