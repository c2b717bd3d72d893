import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../solidity/compiler.ts'

/** Files below a folder of the repository by the end of their names, in order. */
export function filesBelow(folder: string, end: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort()
}

/** Fingerprint of texts. */
export function digestOf(...texts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${text.length}:`).update(text)
  return hash.digest('hex').slice(0, 12)
}

/** Fingerprint of files. */
export function digestOfFiles(paths: readonly string[]): string {
  return digestOf(...paths.flatMap((path) => [path, readFileSync(join(root, path), 'utf8')]))
}
