/** Writes numbers of a few bits each, the low bit of a byte first. */
export type BitWriter = {
  /** The low `bits` bits of a whole number, `0 <= bits <= 31`. */
  write(value: number, bits: number): void
  /** So many ones, then a zero. */
  writeUnary(count: number): void
  /** All that was written, filled up with zeros to whole bytes. */
  bytes(): Uint8Array
}

/** A writer that has written nothing. */
export function createBitWriter(): BitWriter {
  const bytes: number[] = []
  let used = 8
  const bit = (value: number): void => {
    if (used === 8) {
      bytes.push(0)
      used = 0
    }
    // The cast cannot fail: there is a byte now.
    bytes[bytes.length - 1] = (bytes.at(-1) as number) | (value << used++)
  }
  return {
    write(value, bits) {
      for (let i = 0; i < bits; i++) bit((value >>> i) & 1)
    },
    writeUnary(count) {
      for (let i = 0; i < count; i++) bit(1)
      bit(0)
    },
    bytes: () => Uint8Array.from(bytes),
  }
}

/** Reads what a {@link BitWriter} wrote; zeros beyond its end. */
export type BitReader = {
  read(bits: number): number
  /** Ones until the next zero. */
  readUnary(): number
  /** Whether more was read than there is. */
  isPast(): boolean
}

/** A reader at the first bit. */
export function createBitReader(bytes: Uint8Array): BitReader {
  let place = 0
  const bit = (): number => {
    const value = ((bytes[place >> 3] ?? 0) >> (place & 7)) & 1
    place++
    return value
  }
  return {
    read(bits) {
      let value = 0
      for (let i = 0; i < bits; i++) value |= bit() << i
      return value
    },
    readUnary() {
      let count = 0
      while (bit() === 1) count++
      return count
    },
    isPast: () => place > 8 * bytes.length,
  }
}
