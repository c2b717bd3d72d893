import { readFileSync, statSync } from 'node:fs'
import { VainError } from '@vain/base'

/** What a document is called, how long it may be, and where to find one that fits. */
export type DocumentKind = {
  readonly what: string
  readonly maxBytes: number
  readonly sample: string
}

/**
 * Reads a document that somebody wrote, such as a run file.
 *
 * @throws {VainError} `options/unreadable-file`
 */
export function readDocument(path: string, { what, maxBytes, sample }: DocumentKind): string {
  try {
    if (statSync(path).size > maxBytes) throw new RangeError(`more than ${maxBytes} bytes`)
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new VainError('options/unreadable-file', `the ${what} cannot be read: ${reason}`, {
      path,
      wayOut: `Name a ${what}, such as ${sample}.`,
    })
  }
}
