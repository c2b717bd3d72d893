import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import { VainError } from '@vain/base'
import { contentPolicy, inlineHashes } from './contentPolicy.ts'

/** A file of a site, and what is said with it. */
export type SiteFile = {
  /** From the folder of the site. */
  readonly path: string
  readonly type: string
  /** Tag of its content. */
  readonly etag: string
  /** Whether its name changes with its content. */
  readonly isImmutable: boolean
  readonly policy: string
  /** Encodings that stand beside it, the smallest first, each with the end of its name. */
  readonly encodings: readonly (readonly [encoding: string, end: string])[]
}

/** Files by the paths that they are asked for by, such as `/runs` for `runs.html`. */
export type Site = { readonly folder: string; readonly files: ReadonlyMap<string, SiteFile> }

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
}

const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

/**
 * Reads a folder of files that a build has exported: they are known from here on, and what is put
 * there later is not served.
 *
 * @param folder - absolute; files of unknown types are left out
 * @throws {VainError} `http/no-site` if there is no `index.html`
 */
export function readSite(folder: string): Site {
  if (!existsSync(join(folder, 'index.html')))
    throw new VainError('http/no-site', `there is no index.html in ${folder}`, {
      wayOut: 'Build the portal first: npm run portal does.',
    })
  const paths = globSync('**/*', { cwd: folder }).map((path) => path.split(sep).join('/'))
  const files = paths
    .filter((path) => extname(path) in types && statSync(join(folder, path)).isFile())
    .map((path) => [placeOf(path), readFile(folder, path)] as const)
  return { folder, files: new Map(files) }
}

function placeOf(path: string): string {
  if (path === 'index.html') return '/'
  return `/${path.endsWith('.html') ? path.slice(0, -'.html'.length) : path}`
}

function readFile(folder: string, path: string): SiteFile {
  const bytes = readFileSync(join(folder, path))
  const hashes = path.endsWith('.html') ? inlineHashes(bytes.toString('utf8')) : []
  return {
    path,
    type: types[extname(path)] ?? '',
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`,
    isImmutable: path.startsWith('_next/static/'),
    policy: contentPolicy(hashes),
    encodings: encodings.filter(([, end]) => existsSync(join(folder, path + end))),
  }
}
