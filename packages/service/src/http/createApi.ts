import type { Express, Request, RequestHandler, Response } from 'express'
import express from 'express'
import type { ClientOf } from './clients/createClientOf.ts'
import type { Guard } from './createGuard.ts'
import type { Endpoint, Handler, Parameters } from './endpoint.ts'
import { HttpFailure } from './problem.ts'
import { readInput } from './readInput.ts'

/** The endpoints of a server, which are known from the start and answered once somebody does. */
export type Api = {
  readonly endpoints: readonly Endpoint[]
  /**
   * Says how an endpoint is answered, in place of what was said before. Until then it is
   * answered with 503.
   */
  answer<A, P extends Parameters, B>(endpoint: Endpoint<A, P, B>, handler: Handler<A, P, B>): void
  /** Adds the endpoints to an app. */
  mount(app: Express): void
}

type AnyHandler = Handler<unknown, Parameters, unknown>

/** Largest body of a request that says nothing else, in bytes. */
const usualBodyBytes = 65_536

/**
 * @param guard - decides who may ask
 * @param clientOf - tells handlers who asks
 * @param streams - handlers of endpoints that write their answers themselves, by the name
 */
export function createApi(
  endpoints: readonly Endpoint[],
  { guard, clientOf }: { readonly guard: Guard; readonly clientOf: ClientOf },
  streams: Readonly<Record<string, RequestHandler>>,
): Api {
  const handlers = new Map<string, AnyHandler>()
  return {
    endpoints,
    answer(endpoint, handler) {
      // What is parsed has the types of the endpoint that the handler was given for.
      handlers.set(endpoint.name, handler as unknown as AnyHandler)
    },
    mount(app) {
      const parseBody = (limit = usualBodyBytes): RequestHandler =>
        express.json({ limit, strict: true, type: isJson })
      for (const endpoint of endpoints) {
        const handle =
          streams[endpoint.name] ??
          (endpoint.isStream
            ? refusePlain
            : answerWith(endpoint, () => handlers.get(endpoint.name), clientOf))
        const read =
          endpoint.body === undefined ? [] : [assertJson, parseBody(endpoint.maxBodyBytes)]
        app[endpoint.method](
          toExpressPath(endpoint.path),
          guard.handle(endpoint.access),
          ...read,
          handle,
        )
      }
      refuseMethods(app, endpoints)
    },
  }
}

/** Methods that none of the endpoints of a path has. */
function refuseMethods(app: Express, endpoints: readonly Endpoint[]): void {
  const methods = new Map<string, Set<string>>()
  for (const { path, method } of endpoints) {
    const known = methods.get(path) ?? new Set()
    methods.set(path, known)
    for (const name of method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]) known.add(name)
  }
  for (const [path, known] of methods)
    app.all(toExpressPath(path), () => {
      const Allow = [...known].join(', ')
      throw new HttpFailure(405, 'http/bad-method', `only ${Allow}`, { headers: { Allow } })
    })
}

/** Whoever asks for a stream without changing to one. */
const refusePlain: RequestHandler = () => {
  throw new HttpFailure(426, 'http/no-upgrade', 'this is a WebSocket', {
    headers: { Upgrade: 'websocket', Connection: 'Upgrade' },
  })
}

const toExpressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

function answerWith(
  endpoint: Endpoint,
  handlerOf: () => AnyHandler | undefined,
  clientOf: ClientOf,
): RequestHandler {
  return async (request, response) => {
    const handler = handlerOf()
    if (handler === undefined)
      throw new HttpFailure(503, 'http/starting', 'the daemon is not that far yet', {
        retryAfterSeconds: 1,
      })
    const answer = await handler({ ...readInput(endpoint, request), client: clientOf(request) })
    send(endpoint, response, answer)
  }
}

function send(
  { media, otherwise }: Pick<Endpoint, 'media' | 'otherwise'>,
  response: Response,
  answer: unknown,
): void {
  if (otherwise?.when(answer)) response.status(otherwise.status)
  if (media === undefined) response.json(answer)
  else response.type(media).send(answer)
}

/** Of a request that has a body of another type nothing is parsed. */
const assertJson: RequestHandler = (request, _response, next) => {
  if (isJson(request)) return next()
  throw new HttpFailure(415, 'http/not-json', 'the body has to be application/json')
}

function isJson({ headers }: Pick<Request, 'headers'>): boolean {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  return type === 'application/json'
}
