import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Log, VainError } from '@vain/base'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import { toPrintable } from '../log/toPrintable.ts'
import { type ArtefactSource, createGateway, type GatewayOptions, HttpFailure } from './gateway.ts'
import { createRateLimit, type RateLimitOptions } from './rateLimit.ts'

export type HttpServerOptions = Partial<GatewayOptions & RateLimitOptions> & {
  /** Address to listen on. Default: `127.0.0.1`. */
  host?: string
  /** Port to listen on; 0 takes a free one. */
  port: number
  /** Open connections at once. */
  maxConnections?: number
  /** Longest that answers under way may take once the server closes. */
  closeWithinMs?: number
}

/** What a daemon says of itself. `status` other than `ok` is answered with 503. */
export type Health = { readonly status?: string; readonly [fact: string]: unknown }

export type HttpServer = {
  /** `http://host:port`, with the port that was taken. */
  url: string
  port: number
  /** Takes no more requests, lets answers under way end, then cuts what is left. */
  close(): Promise<void>
}

const defaults = {
  host: '127.0.0.1',
  maxConnections: 1_024,
  closeWithinMs: 5_000,
  maxBytes: 268_435_456,
  readTimeoutMs: 30_000,
  sendTimeoutMs: 300_000,
  maxConcurrent: 32,
  maxConcurrentPerAddress: 8,
  perSecond: 100,
  burst: 500,
  maxAddresses: 10_000,
} as const

/**
 * Serves `GET /health` and, read-only, `GET /ipfs/<cid>`.
 *
 * Answers carry no details of failures; those go to the log. Requests are bounded by address in
 * rate and in number; behind a proxy all clients share the proxy's address and so its bounds.
 *
 * @throws {VainError} `http/not-listening` if the address or port cannot be taken
 *
 * Source: docs/protocol §8.
 */
export async function createHttpServer(
  deps: { log: Log; content: ArtefactSource; health: () => Health },
  options: HttpServerOptions,
): Promise<HttpServer> {
  const settings = { ...defaults, ...options }
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 20_000, keepAliveTimeout: 5_000 },
    createApp(deps, settings),
  )
  server.maxConnections = settings.maxConnections
  await listen(server, settings.host, settings.port)
  server.on('error', (error) => deps.log.warn('the HTTP server had an error', { error }))
  const { port } = server.address() as AddressInfo
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  const url = `http://${host}:${port}`
  deps.log.info('serving health and artefacts', { url })
  return { url, port, close: () => close(server, settings.closeWithinMs) }
}

function createApp(
  { log, content, health }: Parameters<typeof createHttpServer>[0],
  settings: GatewayOptions & RateLimitOptions,
): Express {
  const app = express()
  // No header names the software, and express computes no tag: an artefact's own is better.
  app.disable('x-powered-by').disable('etag').enable('strict routing')
  app.use(setSecurityHeaders, limitRate(settings), allowReadsOnly)
  app.get('/health', (_request, response) => {
    const { status = 'ok', ...facts } = health()
    response
      .status(status === 'ok' ? 200 : 503)
      .json({ status, ...(toPrintable(facts, { stacks: false }) as object) })
  })
  app.get('/ipfs/:cid', createGateway(content, settings))
  app.use(() => {
    throw new HttpFailure(404, 'http/not-found', 'there is nothing here')
  })
  app.use(answerFailure(log))
  return app
}

const setSecurityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Access-Control-Allow-Origin': '*',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  })
  next()
}

function limitRate(options: RateLimitOptions): RequestHandler {
  const take = createRateLimit(options)
  return (request, _response, next) => {
    const waitMs = take(request.socket.remoteAddress ?? '', performance.now())
    if (waitMs === 0) return next()
    throw new HttpFailure(429, 'http/too-many', 'too many requests', Math.ceil(waitMs / 1_000))
  }
}

const allowReadsOnly: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') return next()
  response.set('Allow', 'GET, HEAD')
  throw new HttpFailure(405, 'http/read-only', 'this server is read-only')
}

function answerFailure(log: Log): ErrorRequestHandler {
  // Express tells an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    const failure = toFailure(error)
    if (failure !== error) log.warn('an HTTP request failed', { path: request.path, error })
    if (response.headersSent) {
      response.destroy()
      return
    }
    if (failure.retryAfterSeconds !== undefined)
      response.set('Retry-After', String(failure.retryAfterSeconds))
    for (const name of ['ETag', 'Content-Disposition']) response.removeHeader(name)
    response
      .set('Cache-Control', 'no-store')
      .status(failure.status)
      .json({ code: failure.code, message: failure.message })
  }
}

function toFailure(error: unknown): HttpFailure {
  if (error instanceof HttpFailure) return error
  const { status } = Object(error) as { status?: unknown }
  // Express's own: a path that is no valid percent-encoding.
  if (status === 400) return new HttpFailure(400, 'http/bad-request', 'the request is malformed')
  return new HttpFailure(500, 'http/failed', 'the request could not be answered')
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new VainError(
          'http/not-listening',
          `cannot listen on ${host} port ${port}`,
          { host, port, wayOut: 'Choose another port or address, or stop what holds it.' },
          { cause },
        ),
      ),
    )
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
}

function close(server: Server, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), withinMs)
    // A kept-alive connection is idle only once its answer has gone out: asked again and again.
    const sweep = setInterval(() => server.closeIdleConnections(), 50)
    server.close(() => {
      clearTimeout(cut)
      clearInterval(sweep)
      resolve()
    })
  })
}
