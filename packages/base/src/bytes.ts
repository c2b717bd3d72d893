import { VainError } from './error.ts'

const ascii = new TextEncoder()

/** The bytes of an ASCII or UTF-8 text. */
export function fromText(text: string): Uint8Array {
  return ascii.encode(text)
}

/** Joins byte arrays into a new one. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** Compares public bytes. Its time depends on the content: not for secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  // A loop, since `every` takes ten times as long and bundles have 100 MB.
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Lower-case hexadecimal with the prefix `0x`. */
export function toHex(bytes: Uint8Array): `0x${string}` {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return `0x${text}`
}

/**
 * Bytes of a hexadecimal text, with or without the prefix `0x`.
 *
 * @throws {VainError} `base/not-hex` if it is anything else
 */
export function fromHex(text: string): Uint8Array {
  const digits = text.startsWith('0x') ? text.slice(2) : text
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits))
    throw new VainError('base/not-hex', 'the text is not hexadecimal', { length: text.length })
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  )
}

/**
 * Unsigned big-endian integer of `bits` bits, a multiple of 8.
 *
 * @throws {VainError} `base/out-of-range` if the value does not fit
 */
export function toUint(value: number | bigint, bits: number): Uint8Array {
  const bytes = new Uint8Array(bits / 8)
  let rest = BigInt(value)
  if (rest < 0n || rest >> BigInt(bits) !== 0n)
    throw new VainError('base/out-of-range', `${value} does not fit ${bits} bits`, { value, bits })
  for (let i = bytes.length - 1; i >= 0; i--) {
    bytes[i] = Number(rest & 255n)
    rest >>= 8n
  }
  return bytes
}
