import { VainError } from '@vain/base'

/**
 * Refuses bytes of any but one length. Names the lengths, never the bytes.
 *
 * @param what - the argument's name, for the message
 * @throws {VainError} `crypto/bad-length` if the length differs
 */
export function assertLength(bytes: Uint8Array, expected: number, what: string): void {
  if (bytes.length !== expected)
    throw new VainError('crypto/bad-length', `${what} must be ${expected} bytes long`, {
      what,
      expected,
      length: bytes.length,
    })
}
