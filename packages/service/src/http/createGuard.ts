import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import type { Secret } from '@vain/base'
import type { Request, RequestHandler } from 'express'
import type { Access } from './endpoint.ts'
import { HttpFailure } from './problem.ts'
import { toClient } from './rateLimit.ts'

/** A handler that lets those pass who may. */
export type Guard = (access: Access) => RequestHandler

/**
 * Keeps what is the operator's own to the operator.
 *
 * What changes something needs the token, and comes from no other web page than the daemon's own.
 * What is only read needs it too, unless the client sits at this machine and addressed it as such:
 * a page that had its own name resolved to 127.0.0.1 (DNS rebinding) names itself in `Host`, and
 * what a proxy passes on names the client in a header.
 *
 * @param token - without one nobody has it
 */
export function createGuard(token: Secret<string> | undefined): Guard {
  const hasToken = compareToken(token)
  return (access) => (request, response, next) => {
    if (access !== 'public') {
      // What is not for everyone is not for the scripts of other pages either.
      for (const name of ['Access-Control-Allow-Origin', 'Cross-Origin-Resource-Policy'])
        response.removeHeader(name)
      response.set('Cross-Origin-Resource-Policy', 'same-origin')
      if (isFromOtherPage(request))
        throw new HttpFailure(403, 'http/other-origin', 'not for other web pages')
      const isAllowed = hasToken(request) || (access === 'own' && isAtThisMachine(request))
      if (!isAllowed) throw refusal
    }
    next()
  }
}

const refusal: HttpFailure = new HttpFailure(
  401,
  'http/no-token',
  "this needs the operator's token",
  { headers: { 'WWW-Authenticate': 'Bearer realm="vain"' } },
)

function compareToken(token: Secret<string> | undefined): (request: Request) => boolean {
  // Hashed, as only values of one length can be compared in constant time.
  const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()
  const expected = token?.open(hashOf)
  return ({ headers }) => {
    const given = /^Bearer ([\w~+/.=-]{1,200})$/i.exec(headers.authorization ?? '')?.[1]
    return given !== undefined && expected !== undefined && timingSafeEqual(hashOf(given), expected)
  }
}

/** Browsers say where a request comes from; other clients say nothing and are let through. */
function isFromOtherPage({ headers }: Request): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  const { origin, host } = headers
  return origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`
}

function isAtThisMachine({ headers, socket }: Request): boolean {
  const passedOn = ['forwarded', 'x-forwarded-for', 'via'].some((name) => name in headers)
  return !passedOn && isLoopback(socket.remoteAddress ?? '') && isLocalName(headers.host ?? '')
}

function isLoopback(address: string): boolean {
  const client = toClient(address)
  return (isIP(client) === 4 && client.startsWith('127.')) || address === '::1'
}

const isLocalName = (host: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host)
