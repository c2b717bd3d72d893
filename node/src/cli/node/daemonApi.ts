import { VainError } from '@vain/base'
import { doorOf, type Endpoint, readToken } from '@vain/service'
import { fetchBySocket } from './fetchBySocket.ts'

const timeoutMs = 5_000
const maxAnswerBytes = 4 * 2 ** 20

/** A daemon's HTTP API, asked from the operator's machine. */
export type DaemonApi = {
  readonly url: string
  /**
   * Reads an endpoint; undefined where the daemon has none of that path.
   *
   * @throws {VainError} `vain/daemon-away` or `vain/daemon-refused`
   */
  read<Answer>(endpoint: Pick<Endpoint<Answer>, 'path' | 'answer'>): Promise<Answer | undefined>
  /** Has it do something with the operator's token. @throws {VainError} as `changeDaemon` does */
  call<Answer>(
    endpoint: Pick<Endpoint<Answer>, 'path' | 'answer'>,
    withinMs: number,
  ): Promise<Answer>
}

/** Where a daemon's API is, from what is configured for it. */
export type DaemonPlace = {
  readonly url?: string | undefined
  readonly httpHost: string
  readonly httpPort: number
  readonly dataFolder: string
}

/**
 * Finds the API of the operator's own daemon.
 *
 * @throws {VainError} `vain/no-daemon-address` if neither a URL nor a port is known
 */
export function openDaemonApi(place: DaemonPlace): DaemonApi {
  const url = urlOf(place)
  return {
    url,
    async read({ path, answer }) {
      const response = await ask(url, path, { signal: AbortSignal.timeout(timeoutMs) })
      if (response.status === 404) return undefined
      const parsed = answer.safeParse(await readJson(response))
      // A daemon that fares ill answers with what it always answers, and another status.
      if (parsed.success) return parsed.data
      throw refused(url, path, response.status)
    },
    async call({ path, answer }, withinMs) {
      const response = await askWithToken(place, path, { method: 'POST', withinMs })
      const parsed = answer.safeParse(await readJson(response))
      if (response.ok && parsed.success) return parsed.data
      throw refused(placeOf(place), path, response.status)
    },
  }
}

/**
 * Changes something of the operator's own daemon with the operator's token, which goes to the socket
 * in the data folder, where nobody but the daemon listens, or else to whoever is at the URL that the
 * operator has named. So neither host nor port has to be known.
 *
 * @throws {VainError} `vain/daemon-away`, `vain/daemon-refused`, `vain/no-token`
 */
export async function changeDaemon<Body>(
  place: Pick<DaemonPlace, 'url' | 'dataFolder'>,
  { path }: Pick<Endpoint<unknown, never, Body>, 'path'>,
  body: Body,
): Promise<void> {
  const asked = { method: 'PUT', withinMs: timeoutMs, body: JSON.stringify(body) }
  const response = await askWithToken(place, path, asked)
  await response.body?.cancel()
  if (!response.ok) throw refused(placeOf(place), path, response.status)
}

/** Where the token goes. */
const placeOf = ({ url, dataFolder }: Pick<DaemonPlace, 'url' | 'dataFolder'>): string =>
  url ?? doorOf(dataFolder)

const ask = (url: string, path: string, init: RequestInit): Promise<Response> =>
  fetch(`${url}${path}`, { ...init, redirect: 'error' }).catch(away(url))

async function askWithToken(
  { url, dataFolder }: Pick<DaemonPlace, 'url' | 'dataFolder'>,
  path: string,
  asked: { readonly method: string; readonly withinMs: number; readonly body?: string },
): Promise<Response> {
  const { method, withinMs, body } = asked
  const token = await readToken(dataFolder)
  if (token === undefined) throw noToken(dataFolder)
  const authorization = token.open((text) => `Bearer ${text}`)
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  const headers = { ...type, authorization }
  const init = { method, headers, body: body ?? null, signal: AbortSignal.timeout(withinMs) }
  if (url !== undefined) return ask(withoutSlash(url), path, init)
  const door = doorOf(dataFolder)
  return fetchBySocket(door, path, init).catch(away(door))
}

function away(at: string): (cause: unknown) => never {
  return (cause) => {
    throw new VainError('vain/daemon-away', `nobody answers at ${at}`, {
      cause,
      wayOut: 'Start the daemon, or name its address with --url: its log says it.',
    })
  }
}

function urlOf({ url, httpHost, httpPort }: DaemonPlace): string {
  if (url !== undefined) return withoutSlash(url)
  if (httpPort !== 0)
    return `http://${httpHost.includes(':') ? `[${httpHost}]` : httpHost}:${httpPort}`
  throw new VainError('vain/no-daemon-address', 'the configuration names no httpPort', {
    wayOut: 'Name the address that the daemon’s log says with --url, or set httpPort.',
  })
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxAnswerBytes) return undefined
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}

function refused(url: string, path: string, status: number): VainError {
  return new VainError('vain/daemon-refused', `${url} answered ${path} with ${status}`, {
    status,
    wayOut:
      status === 401
        ? 'Ask from the daemon’s own machine, and name its --data-folder, which holds the token.'
        : 'Look into the daemon’s log, and whether it is of this version.',
  })
}

function noToken(folder: string): VainError {
  return new VainError('vain/no-token', `${folder} holds no api-token`, {
    wayOut: 'Name the --data-folder of the daemon: its first start puts the token there.',
  })
}
