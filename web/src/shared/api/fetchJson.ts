/** Longest wait for an answer of the portal's server, milliseconds. */
const timeoutMs = 20_000

/** A request that was refused, or that nobody answered. */
export class ApiError extends Error {
  /** HTTP status; 0 if nobody answered. */
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/**
 * Reads JSON of the portal's server, which is of the same release as this page and has checked it.
 *
 * @throws {ApiError} with the problem's own words (RFC 9457)
 */
export function fetchJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return ask(path, {}, signal)
}

/**
 * Gives JSON to the portal's server and reads what it answers.
 *
 * @throws {ApiError} with the problem's own words (RFC 9457)
 */
export function postJson<Answer>(path: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  return ask(path, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function ask<Answer>(
  path: string,
  request: RequestInit,
  signal?: AbortSignal,
): Promise<Answer> {
  const within = AbortSignal.timeout(timeoutMs)
  const response = await fetch(path, {
    ...request,
    headers: { accept: 'application/json', ...request.headers },
    signal: signal === undefined ? within : AbortSignal.any([signal, within]),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause
    throw new ApiError('The portal’s server does not answer. Is it running?', 0)
  })
  if (!response.ok) throw new ApiError(await problemOf(response), response.status)
  return (await response.json()) as Answer
}

async function problemOf(response: Response): Promise<string> {
  const problem: unknown = await response.json().catch(() => undefined)
  const { detail, title } = (problem ?? {}) as { detail?: unknown; title?: unknown }
  if (typeof detail === 'string') return detail
  return typeof title === 'string' ? title : `The server answered ${response.status}.`
}
