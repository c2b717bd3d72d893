import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { Secret } from '@vain/base'
import type { RequestHandler } from 'express'
import { toClient } from './clients/rateLimit.ts'
import type { Access } from './endpoint.ts'
import { HttpFailure } from './problem.ts'

/** Decides who may ask for what. */
export type Guard = {
  /** What is answered to a request that may not have this access. */
  refuse(access: Access, request: Asking): HttpFailure | undefined
  /** A handler that lets those pass who may. */
  handle(access: Access): RequestHandler
}

/** What whoever asks shows. Without one nobody has it. */
export type Tokens = {
  /** Opens everything. */
  readonly change?: Secret<string>
  /** Opens what is read and the operator's own, and changes nothing: for what watches a daemon. */
  readonly read?: Secret<string>
}

/** Of a request, what tells who asks. */
type Asking = Pick<IncomingMessage, 'headers' | 'socket'>

/**
 * Keeps what is the operator's own to the operator.
 *
 * What changes something needs the token for it, and comes from no other web page than the daemon's
 * own. What is only read and the operator's own needs that or the one for reading, unless the client
 * sits at this machine and addressed it as such: a page that had its own name resolved to 127.0.0.1
 * (DNS rebinding) names itself in `Host`, and what a proxy passes on names the client in a header.
 *
 * @param pageOrigins - other origins whose pages are the daemon's own
 */
export function createGuard({ change, read }: Tokens, pageOrigins: readonly string[]): Guard {
  const mayChange = compareToken(change)
  const mayRead = compareToken(read)

  function refuse(access: Access, request: Asking): HttpFailure | undefined {
    if (access === 'public') return undefined
    if (isFromOtherPage(request, pageOrigins)) return otherOrigin
    if (mayChange(request) || (access !== 'change' && mayRead(request))) return undefined
    if (access === 'sameOrigin') return isMisled(request) ? otherOrigin : undefined
    return access === 'own' && isAtThisMachine(request) ? undefined : noToken
  }

  return {
    refuse,
    handle: (access) => (request, response, next) => {
      // What is not for everyone is not for the scripts of other pages either.
      if (access !== 'public') {
        response.removeHeader('Access-Control-Allow-Origin')
        response.set('Cross-Origin-Resource-Policy', 'same-origin')
      }
      const refusal = refuse(access, request)
      if (refusal !== undefined) throw refusal
      next()
    },
  }
}

const otherOrigin: HttpFailure = new HttpFailure(
  403,
  'http/other-origin',
  'not for other web pages',
)

const noToken: HttpFailure = new HttpFailure(
  401,
  'http/no-token',
  "this needs the operator's token",
  { headers: { 'WWW-Authenticate': 'Bearer realm="vain"' } },
)

function compareToken(token: Secret<string> | undefined): (request: Asking) => boolean {
  // Hashed, as only values of one length can be compared in constant time.
  const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()
  const expected = token?.open(hashOf)
  return ({ headers }) => {
    const given = /^Bearer ([\w~+/.=-]{1,200})$/i.exec(headers.authorization ?? '')?.[1]
    return given !== undefined && expected !== undefined && timingSafeEqual(hashOf(given), expected)
  }
}

/** Browsers say where a request comes from; other clients say nothing and are let through. */
function isFromOtherPage({ headers }: Asking, pageOrigins: readonly string[]): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  const { origin, host } = headers
  const own = [`http://${host}`, `https://${host}`, ...pageOrigins]
  return origin !== undefined && !own.includes(origin)
}

const isAtThisMachine = (request: Asking): boolean =>
  isFromThisMachine(request) && isLocalName(request.headers.host ?? '')

/** A page's script whose name was made to lead to this machine. Who names no host is no browser. */
const isMisled = (request: Asking): boolean =>
  isFromThisMachine(request) && !isLocalName(request.headers.host ?? 'localhost')

function isFromThisMachine({ headers, socket }: Asking): boolean {
  const passedOn = ['forwarded', 'x-forwarded-for', 'via'].some((name) => name in headers)
  return !passedOn && isLoopback(socket.remoteAddress ?? '')
}

function isLoopback(address: string): boolean {
  const client = toClient(address)
  return (isIP(client) === 4 && client.startsWith('127.')) || address === '::1'
}

const isLocalName = (host: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host)
