import { readdirSync, readFileSync } from 'node:fs'
import { fromHex, Secret } from '@vain/base'

const folder = new URL('../../../test/vectors/crypto/', import.meta.url)

/** Golden values of `test/vectors/crypto/<name>.json`; the caller says what they look like. */
export function readVectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as T
}

/** Names of the golden files that begin with `prefix`. */
export function listVectors(prefix: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith(prefix))
    .map((file) => file.replace('.json', ''))
}

/** A secret from hexadecimal. */
export function secretOf(hex: string): Secret<Uint8Array> {
  return new Secret(fromHex(hex))
}

/** What a secret holds. */
export function reveal<T>(secret: Secret<T>): T {
  return secret.open((value) => value)
}
