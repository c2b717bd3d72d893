import type { Express, Request, RequestHandler, Response } from 'express'
import { HttpFailure } from '../problem.ts'
import type { Site, SiteFile } from './readSite.ts'

/** Serves the files of a site to everybody who asks for a page or a file by its path. */
export function serveSite(app: Express, site: Site): void {
  app.use(handleSite(site))
}

function handleSite({ folder, files }: Site): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next()
    const file = files.get(pathOf(request))
    if (file !== undefined) return send(folder, file, request, response, next)
    const missing = files.get('/404')
    if (missing === undefined || !request.accepts('html')) return next()
    response.status(404)
    send(folder, missing, request, response, next)
  }
}

function pathOf({ path }: Request): string {
  try {
    return decodeURIComponent(path.length > 1 ? path.replace(/\/$/, '') : path)
  } catch {
    throw new HttpFailure(400, 'http/bad-request', 'the request is malformed')
  }
}

function send(
  root: string,
  file: SiteFile,
  request: Request,
  response: Response,
  next: (error?: unknown) => void,
): void {
  const [encoding, end] = chooseEncoding(file, request)
  response.removeHeader('Access-Control-Allow-Origin')
  response.set({
    'Content-Type': file.type,
    'Content-Security-Policy': file.policy,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    // One tag for each form of the content. Source: RFC 9110 §8.8.3.3.
    ETag: file.etag.replace(/"$/, `${end}"`),
    Vary: 'Accept-Encoding',
    ...(encoding !== undefined && { 'Content-Encoding': encoding }),
  })
  if (response.statusCode === 200 && request.fresh) {
    response.status(304).end()
    return
  }
  // Tags and caching are said above; the build may stand below a folder with a dot.
  const plain = { cacheControl: false, lastModified: false, etag: false, acceptRanges: false }
  response.sendFile(file.path + end, { root, dotfiles: 'allow', ...plain }, (error) => {
    if (error) next(error)
  })
}

function chooseEncoding(
  { encodings }: SiteFile,
  request: Request,
): readonly [encoding: string | undefined, end: string] {
  const chosen = encodings.find(([name]) => request.acceptsEncodings(name) !== false)
  return chosen ?? [undefined, '']
}
