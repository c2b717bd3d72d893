import { STATUS_CODES } from 'node:http'
import { type Log, VainError } from '@vain/base'
import type { ErrorRequestHandler } from 'express'

/** A failure that the client may know: the status, and a code and sentence without details. */
export class HttpFailure extends VainError {
  readonly status: number
  readonly more: FailureFacts

  constructor(status: number, code: string, message: string, more: FailureFacts = {}) {
    super(code, message, { status }, more.cause === undefined ? {} : { cause: more.cause })
    this.status = status
    this.more = more
  }
}

type FailureFacts = {
  /** Seconds after which the same request may do better. */
  readonly retryAfterSeconds?: number
  /** Headers that the status demands, such as `Allow` with 405. */
  readonly headers?: Readonly<Record<string, string>>
  /** What is wrong with the request, each with the place. */
  readonly errors?: readonly { readonly at: string; readonly detail: string }[] | undefined
  /** For the log alone. */
  readonly cause?: unknown
}

/** The media type of problem details, RFC 9457 §3. */
export const problemType = 'application/problem+json'

/** Problem details, RFC 9457 §3.1, with the code by which docs/errors explains it. */
export type Problem = {
  /** `about:blank`: the status says the kind, the code says more. */
  readonly type: 'about:blank'
  /** The phrase of the status. */
  readonly title: string
  readonly status: number
  /** One sentence; never anything of the daemon's inside. */
  readonly detail: string
  /** As in docs/errors. */
  readonly code: string
  /** What is wrong with the request, each with the place. */
  readonly errors?: readonly { readonly at: string; readonly detail: string }[] | undefined
}

/**
 * Answers what was thrown as problem details (RFC 9457). What is no {@link HttpFailure} goes to the
 * log and is answered without saying what it was.
 */
export function answerFailure(log: Log): ErrorRequestHandler {
  // Express tells an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    const failure = toFailure(error)
    if (failure.status >= 500 && failure !== error)
      log.warn('an HTTP request failed', { path: request.path, error })
    if (response.headersSent) {
      response.destroy()
      return
    }
    const { retryAfterSeconds, headers } = failure.more
    if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds))
    for (const name of ['ETag', 'Content-Disposition']) response.removeHeader(name)
    response
      .set({ 'Cache-Control': 'no-store', 'Content-Type': problemType, ...headers })
      .status(failure.status)
      // As bytes: to a text Express would add a character set, which JSON has none of.
      .send(Buffer.from(JSON.stringify(toProblem(failure))))
  }
}

function toProblem({ status, code, message, more }: HttpFailure): Problem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
    code,
    ...(more.errors && { errors: more.errors }),
  }
}

function toFailure(error: unknown): HttpFailure {
  if (error instanceof HttpFailure) return error
  const { status } = Object(error) as { status?: unknown }
  if (status === 413)
    return new HttpFailure(413, 'http/too-large', 'the body of the request is too large')
  // Express's own: a path or a body that cannot be decoded.
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new HttpFailure(400, 'http/bad-request', 'the request is malformed')
  return new HttpFailure(500, 'http/failed', 'the request could not be answered')
}
