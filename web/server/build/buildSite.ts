import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { type Log, VainError } from '@vain/base'
import { exportFolder, exportSite } from './exportSite.ts'
import { hashSources, root } from './hashSources.ts'
import { type HeldSite, holdSite, sweepSites } from './heldSites.ts'
import { takeLock } from './takeLock.ts'

/** Where the pages that were built are kept, each build in a folder of its own. */
const sites = join(root, '.cache', 'portal')

/** Folder of the pages as their sources are now, whether they were built or not. */
const siteFolder = (): string => join(sites, hashSources().slice(0, 16))

/**
 * Pages of this repository as their sources are now, built unless they have been. Of several
 * processes at once, one builds; pages that a process holds stay as they are.
 *
 * @param env - environment of the build
 * @throws {VainError} `portal/not-built` with what the build printed
 * @throws the signal's reason when it is aborted
 */
export async function buildSite(
  log: Log,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<HeldSite> {
  mkdirSync(sites, { recursive: true })
  const built = holdSite(siteFolder())
  if (built !== undefined) return built
  const release = await takeLock(join(sites, 'build.lock'), signal)
  try {
    // Another process may have built it meanwhile.
    const folder = siteFolder()
    return holdSite(folder) ?? (await build(folder, log, env, signal))
  } finally {
    release()
  }
}

async function build(
  folder: string,
  log: Log,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<HeldSite> {
  await exportSite(log, env, signal)
  // At once, so that what stands there is whole.
  renameSync(exportFolder, folder)
  const held = holdSite(folder)
  sweepSites(sites)
  if (held !== undefined) return held
  throw new VainError('portal/not-built', 'the pages were deleted as they were built', { folder })
}
