import { globSync, readFileSync } from 'node:fs'

/** What the tests of the repository read of a `package.json`. */
export type Manifest = {
  readonly name: string
  readonly workspaces?: readonly string[]
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

const ignored = ['**/node_modules/**', '.cache/**', '.git/**']

/** Paths of files of the repository, from its root, without what is installed or generated. */
export function filesLike(...patterns: readonly string[]): string[] {
  return globSync(patterns, { exclude: ignored }).toSorted()
}

/** The `package.json` of a folder. */
export function readManifest(folder: string): Manifest {
  const {
    name,
    workspaces,
    dependencies = {},
    devDependencies = {},
  } = readJson(`${folder}/package.json`)
  return { name, workspaces, dependencies, devDependencies }
}

export const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

// `export const x = 'y'` is no import: between the keyword and `from` stand names only.
const importOf =
  /^\s*(?:import|export)\b(?:[\s\w{},*$]*?\bfrom)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm

/** What a source file imports, as it is written there. */
export function importsOf(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(importOf)
  return [...found].map(([, a, b]) => a ?? b ?? '')
}

/** What is loaded with a source file: all that it imports at once, but for types. */
export function loadedBy(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(importOf)
  const values = [...found].filter(([text]) => !/^\s*(import|export) type\b/.test(text))
  return values.flatMap(([, specifier]) => specifier ?? [])
}

/**
 * The package that an import names; undefined for files, for what Node brings, and for what the
 * package's own `imports` choose by platform.
 */
function packageOf(specifier: string): string | undefined {
  if (/^(\.|#|node:)/.test(specifier)) return undefined
  return /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0]
}

/** Packages that the sources of a folder import, in its subfolders `parts`. */
export function packagesImportedIn(folder: string, parts: readonly string[]): string[] {
  const files = filesLike(...parts.map((part) => `${folder}/${part}/**/*.{ts,tsx,mjs}`))
  const names = files.flatMap(importsOf).flatMap((specifier) => packageOf(specifier) ?? [])
  return [...new Set(names)].toSorted()
}
