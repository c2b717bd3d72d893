import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Express } from 'express'
import { page, script, style } from './page.ts'

/** Of Swagger UI: everything that its page asks for. */
const files = ['swagger-ui.css', 'swagger-ui-bundle.js'] as const

/**
 * Nothing from elsewhere, no frames, no forms. Swagger UI draws its icons from `data:` addresses.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Serves a page about the API under `/docs`, which asks nobody but this server. */
export function serveDocs(app: Express): void {
  const headers = {
    'Content-Security-Policy': policy,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-cache',
  }
  const parts = { '': ['html', page], '/start.js': ['js', script], '/start.css': ['css', style] }
  for (const [name, [type = '', text]] of Object.entries(parts))
    app.get(`/docs${name}`, (_request, response) => {
      response.removeHeader('Access-Control-Allow-Origin')
      response.set(headers).type(type).send(text)
    })
  const root = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')))
  for (const name of files)
    app.get(`/docs/${name}`, (_request, response, next) => {
      response.removeHeader('Access-Control-Allow-Origin')
      response.set(headers)
      response.sendFile(name, { root, cacheControl: false }, (error) => {
        if (error) next(error)
      })
    })
}
