import { VainError } from '@vain/base'

/** Greatest operator index: Shamir points are `index + 1` in GF(2¹⁶), and zero is no point. */
export const maxIndex = 65_534

/** Longest bitmap, in bytes. */
export const maxBitmapBytes: number = Math.ceil((maxIndex + 1) / 8)

/**
 * Bitmap of a set of operator indices, without a trailing zero byte. Source: docs/protocol §1.
 *
 * @param indices - any order, duplicates allowed
 * @throws {VainError} `protocol/index-out-of-range`
 */
export function toBitmap(indices: Iterable<number>): Uint8Array {
  const all = [...indices]
  const bitmap = new Uint8Array(Math.floor(Math.max(-8, ...all) / 8) + 1)
  for (const index of all) {
    if (!Number.isInteger(index) || index < 0 || index > maxIndex)
      throw new VainError('protocol/index-out-of-range', `no operator index: ${index}`, { index })
    bitmap[index >> 3] = (bitmap[index >> 3] ?? 0) | (1 << (index & 7))
  }
  return bitmap
}

/** Whether bytes are a bitmap: not too long, without a trailing zero byte. */
export function isBitmap(bytes: Uint8Array): boolean {
  return bytes.length <= maxBitmapBytes && bytes.at(-1) !== 0
}

/**
 * Ascending indices of a bitmap.
 *
 * @throws {VainError} `protocol/bad-bitmap` if it is too long or ends in a zero byte
 */
export function fromBitmap(bitmap: Uint8Array): number[] {
  if (!isBitmap(bitmap))
    throw new VainError('protocol/bad-bitmap', 'the bitmap is too long or not canonical', {
      bytes: bitmap.length,
    })
  const indices: number[] = []
  bitmap.forEach((byte, at) => {
    for (let bit = 0; bit < 8; bit++) if ((byte >> bit) & 1) indices.push(8 * at + bit)
  })
  return indices
}

/** Whether every index of `part` is in `whole`. */
export function isSubset(part: readonly number[], whole: readonly number[]): boolean {
  const set = new Set(whole)
  return part.every((index) => set.has(index))
}
