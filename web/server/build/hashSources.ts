import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of the repository. */
export const root: string = fileURLToPath(new URL('../../../', import.meta.url))

/**
 * What the pages are made of; a package may be in a page by way of others. Nothing that a build itself
 * writes, such as Next's `next-env.d.ts`: the next one would take the pages for old.
 */
const sources = [
  'package-lock.json',
  'web/*.config.ts',
  'web/*.json',
  'web/{src,public}/**/*',
  'packages/*/src/**/*.ts',
] as const

/** SHA-256 of all that the pages are made of, in hexadecimal. */
export function hashSources(): string {
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
