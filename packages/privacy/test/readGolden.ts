import { readFileSync } from 'node:fs'

/** Golden values of `test/vectors/privacy`; each file says what made it. */
export function readGolden<T>(name: string): T {
  const path = new URL(`../../../test/vectors/privacy/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(path, 'utf8')) as T
}
