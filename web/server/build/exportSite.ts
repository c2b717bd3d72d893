import { spawn } from 'node:child_process'
import { constants, getPriority, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Log, VainError } from '@vain/base'
import { compressSite } from './compressSite.ts'

const web = fileURLToPath(new URL('../../', import.meta.url))

/** Where pages are exported to. */
export const exportFolder: string = join(web, 'out')

/** The most of what a build printed that is worth keeping, in characters. */
const maxOutput = 20_000

/**
 * Exports and compresses the pages of this repository into {@link exportFolder}, which must be
 * nobody's at that time.
 *
 * @param env - environment of the build
 * @throws {VainError} `portal/not-built` with what the build printed
 * @throws the signal's reason when it is aborted
 */
export async function exportSite(
  log: Log,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  log.info('building the pages, which takes a minute')
  await exportPages(env, signal)
  await compressSite(exportFolder, signal)
}

function exportPages(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const next = join(
    dirname(fileURLToPath(import.meta.resolve('next/package.json'))),
    'dist/bin/next',
  )
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [next, 'build'], {
      ...{ cwd: web, env, signal },
      // It has nothing to tidy up, and its workers end with it.
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // A network that starts beside it comes first. It must not rise above us, which is forbidden.
    const niceness = Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL)
    if (child.pid !== undefined) setPriority(child.pid, niceness)
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
