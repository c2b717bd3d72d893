import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { VainError } from '@vain/base'

const maxBytes = 262_144

/**
 * Parsed JSON of a small file; undefined if there is none.
 *
 * @throws {VainError} `data/unreadable` if it is no JSON, over 256 KiB, or cannot be read
 */
export function readJsonFile(path: string): unknown {
  const file = basename(path)
  try {
    if (statSync(path).size > maxBytes)
      throw new VainError('data/unreadable', `${file} is over 256 KiB`, { path })
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    if (cause instanceof VainError) throw cause
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new VainError('data/unreadable', `${file} cannot be read as JSON`, { path }, { cause })
  }
}
