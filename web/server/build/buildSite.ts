import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Log, VainError } from '@vain/base'
import { compressSite } from './compressSite.ts'
import { takeLock } from './takeLock.ts'

const web = fileURLToPath(new URL('../../', import.meta.url))
const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Folder of the exported pages. */
const builtSite = join(web, 'out')

/** Written last, so that it stands only in a build that is whole. */
const stampFile = join(builtSite, '.sources')

/** What the pages are made of; a package may be in a page by way of others. */
const sources = [
  'package-lock.json',
  'web/*.{ts,json}',
  'web/{src,public}/**/*',
  'packages/*/src/**/*.ts',
] as const

/**
 * Exports and compresses the pages of this repository, unless they stand as their sources are. Of
 * several processes at once, one does.
 *
 * @param env - environment of the build
 * @returns the folder of the pages
 * @throws {VainError} `portal/not-built` with what the build printed
 */
export async function buildSite(
  log: Log,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string> {
  if (isBuilt(hashSources())) return builtSite
  const release = await takeLock(join(root, '.cache', 'portal-build.lock'), signal)
  try {
    const wanted = hashSources()
    if (!isBuilt(wanted)) await build(wanted, log, env, signal)
  } finally {
    release()
  }
  return builtSite
}

const isBuilt = (wanted: string): boolean =>
  existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted

async function build(
  wanted: string,
  log: Log,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  log.info('building the pages, which takes a minute')
  await exportPages(env, signal)
  await compressSite(builtSite)
  writeFileSync(stampFile, wanted)
}

function hashSources(): string {
  const hash = createHash('sha256')
  const files = globSync([...sources], { cwd: root, withFileTypes: true })
  const paths = files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
  for (const path of paths.toSorted()) {
    const bytes = readFileSync(path)
    hash.update(`${path.slice(root.length)}\n${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}

/** The most of what a build printed that is worth keeping, in characters. */
const maxOutput = 20_000

function exportPages(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const next = join(
    dirname(fileURLToPath(import.meta.resolve('next/package.json'))),
    'dist/bin/next',
  )
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [next, 'build'], {
      ...{ cwd: web, env, signal },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // A network that starts beside it comes first.
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
    let output = ''
    const keep = (part: Buffer): void => {
      output = (output + part).slice(-maxOutput)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new VainError('portal/not-built', 'the pages could not be built', { output }))
    })
  })
}
