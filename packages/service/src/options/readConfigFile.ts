import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { VainError } from '@vain/base'

const maxBytes = 1_048_576

/** A config file as it stands: its values are not checked yet. */
export type ConfigFile = {
  path: string
  /** Folder of the file, from which its relative paths start. */
  folder: string
  values: Readonly<Record<string, unknown>>
}

/**
 * Reads a JSON object from a file.
 *
 * @throws {VainError} `options/unreadable-file` if it is missing, larger than 1 MiB, or holds
 * anything but one JSON object
 */
export function readConfigFile(path: string, from: string): ConfigFile {
  const absolute = resolve(from, path)
  try {
    const { size } = statSync(absolute)
    if (size > maxBytes) throw new RangeError(`${size} bytes are too many`)
    const values: unknown = JSON.parse(readFileSync(absolute, 'utf8'))
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      throw new TypeError('the file holds no object')
    return { path, folder: dirname(absolute), values: values as Record<string, unknown> }
  } catch (cause) {
    throw new VainError(
      'options/unreadable-file',
      `the config file ${path} could not be read: ${cause instanceof Error ? cause.message : cause}`,
      { path, wayOut: 'Name a file that holds one JSON object; docs/samples has examples.' },
      { cause },
    )
  }
}
