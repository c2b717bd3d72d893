import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Log, type Meter, noMeter, VainError } from '@vain/base'
import express, { type Express, type RequestHandler } from 'express'
import { artefactEndpoint } from './artefactEndpoint.ts'
import { boundConnections } from './clients/boundConnections.ts'
import { type ClientOf, createClientOf, createIsProxy } from './clients/createClientOf.ts'
import { createRateLimit, type RateLimit, type RateLimitOptions } from './clients/rateLimit.ts'
import { type Api, createApi } from './createApi.ts'
import { createGuard, type Tokens } from './createGuard.ts'
import { createStreams, type StreamOptions, type Streams } from './createStreams.ts'
import { serveDocs } from './docs/serveDocs.ts'
import type { ApiDefinition } from './endpoint.ts'
import { type ArtefactSource, createGateway, type GatewayOptions } from './gateway.ts'
import { measureAnswers } from './measureAnswers.ts'
import { openApiEndpoint, ownEndpoints, toOpenApi } from './openapi/toOpenApi.ts'
import { openDoor } from './openDoor.ts'
import { answerFailure, HttpFailure } from './problem.ts'
import type { Site } from './site/readSite.ts'
import { serveSite } from './site/serveSite.ts'

export type HttpServerOptions = Partial<GatewayOptions & RateLimitOptions & StreamOptions> & {
  /** Address to listen on. Default: `127.0.0.1`. */
  host?: string
  /** Port to listen on; 0 takes a free one. */
  port: number
  /** Unix socket at which it answers as well, see `openDoor`. Default: none. */
  socketPath?: string
  /** Open connections at once, in all and of one address. */
  maxConnections?: number
  maxConnectionsPerAddress?: number
  /** Longest that an answer may take until its last byte has left; then the connection is cut. */
  sendTimeoutMs?: number
  /** Addresses and subnets of proxies that are believed when they say who asks. Default: none. */
  trustedProxies?: readonly string[]
  /** Origins of pages that are served elsewhere and may ask as the server's own. Default: none. */
  pageOrigins?: readonly string[]
  /** Longest that answers under way may take once the server closes. */
  closeWithinMs?: number
}

export type HttpServer = {
  /** `http://host:port`, with the port that was taken. */
  url: string
  port: number
  /** Says how an endpoint is answered; until then it is answered with 503. */
  answer: Api['answer']
  /** Sends a message to everyone who follows an endpoint that is a stream. */
  publish: Streams['publish']
  /** Takes no more requests, lets answers under way end, then cuts what is left. */
  close(): Promise<void>
}

const defaults = {
  host: '127.0.0.1',
  maxConnections: 1_024,
  maxConnectionsPerAddress: 256,
  trustedProxies: [],
  pageOrigins: [],
  closeWithinMs: 5_000,
  sendTimeoutMs: 300_000,
  maxConcurrent: 32,
  maxConcurrentPerAddress: 8,
  perSecond: 100,
  burst: 500,
  maxAddresses: 10_000,
  maxStreams: 64,
  maxStreamsPerAddress: 16,
  maxBufferedBytes: 262_144,
  pingMs: 30_000,
} as const

export type HttpDeps = {
  readonly log: Log
  /** What `GET /ipfs/{cid}` serves. */
  readonly content: ArtefactSource
  /** Everything else that is served. */
  readonly api: ApiDefinition
  /** What whoever may change or read more than others shows; without them nobody may. */
  readonly tokens?: Tokens
  /** Counts what is answered. */
  readonly meter?: Meter
  /** Bounds requests in place of `perSecond` and `burst`, such as for several servers together. */
  readonly rateLimit?: RateLimit
  /** Pages that are served beside the API. */
  readonly site?: Site
}

/**
 * Serves an API, its description under `/openapi.json` and `/docs`, and artefacts under
 * `/ipfs/{cid}`.
 *
 * Failures are answered as problem details (RFC 9457) and carry nothing of the daemon's inside; that
 * goes to the log. Requests are bounded by address in rate and in number; behind a proxy that is not
 * trusted all clients share the proxy's address and so its bounds.
 *
 * @throws {VainError} `http/not-listening` if the address or port cannot be taken, `http/bad-proxy`
 *
 * Source: docs/protocol §8.
 */
export async function createHttpServer(
  deps: HttpDeps,
  options: HttpServerOptions,
): Promise<HttpServer> {
  const settings = { ...defaults, ...options }
  const isProxy = createIsProxy(settings.trustedProxies)
  const clientOf = createClientOf(isProxy)
  const guard = createGuard(deps.tokens ?? {}, settings.pageOrigins)
  const take = deps.rateLimit ?? createRateLimit(settings, () => performance.now())
  const api = createApi(
    [...deps.api.endpoints, ...ownEndpoints],
    { guard, clientOf },
    {
      [artefactEndpoint.name]: createGateway(deps.content, clientOf, settings),
    },
  )
  const document = toOpenApi(deps.api)
  api.answer(openApiEndpoint, () => document)
  const server = createServer(
    {
      ...{ headersTimeout: 10_000, requestTimeout: 20_000, keepAliveTimeout: 5_000 },
      // Else those that are too slow are looked for only every half minute.
      connectionsCheckingInterval: 1_000,
      shouldUpgradeCallback: isWebSocket,
    },
    createApp(api, deps, [boundAnswers(settings.sendTimeoutMs), limitRate(take, clientOf)]),
  )
  const { endpoints } = deps.api
  const streams = createStreams(server, { endpoints, guard, clientOf, take }, settings)
  server.maxConnections = settings.maxConnections
  boundConnections(server, isProxy, settings.maxConnectionsPerAddress)
  await listen(server, settings.host, settings.port)
  server.on('error', (error) => deps.log.warn('the HTTP server had an error', { error }))
  const { socketPath } = settings
  const shut = socketPath === undefined ? undefined : await openDoor(server, socketPath, deps.log)
  const { port } = server.address() as AddressInfo
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  const url = `http://${host}:${port}`
  deps.log.info('serving health and artefacts', { url })
  return {
    url,
    port,
    answer: api.answer,
    publish: streams.publish,
    close() {
      shut?.()
      streams.close()
      return close(server, settings.closeWithinMs)
    },
  }
}

function createApp(
  api: Api,
  { log, site, meter = noMeter }: HttpDeps,
  bounds: RequestHandler[],
): Express {
  const app = express()
  // No header names the software, and express computes no tag: an artefact's own is better.
  app.disable('x-powered-by').disable('etag').enable('strict routing')
  app.use(measureAnswers(meter), setSecurityHeaders, ...bounds)
  api.mount(app)
  serveDocs(app)
  if (site !== undefined) serveSite(app, site)
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

/** Another protocol that is offered, such as h2c, is ignored. Source: RFC 9110 §7.8. */
const isWebSocket = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket'

/** Cuts off whoever reads an answer too slowly, so that its place comes back. */
function boundAnswers(sendTimeoutMs: number): RequestHandler {
  return (_request, response, next) => {
    const late = setTimeout(() => response.destroy(), sendTimeoutMs)
    response.once('close', () => clearTimeout(late))
    next()
  }
}

function limitRate(take: RateLimit, clientOf: ClientOf): RequestHandler {
  return async (request, response, next) => {
    const waitMs = await take(clientOf(request))
    // Whoever has left meanwhile would keep a place for good: that it closes was told already.
    if (response.closed) return
    if (waitMs === 0) return next()
    throw new HttpFailure(429, 'http/too-many', 'too many requests', {
      retryAfterSeconds: Math.ceil(waitMs / 1_000),
    })
  }
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
