/** Draws that are the same for the same seed. Not for secrets. */
export type Dice = {
  /** A whole number from 0 to `below − 1`. */
  below(below: number): number
  /** Whether something of this chance happens. */
  happens(chance: number): boolean
  /** One of some values. */
  pick<Value>(values: readonly Value[]): Value
  bytes(length: number): Uint8Array
}

/** 32 bits of a text. Source: FNV-1a, Fowler, Noll and Vo. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** Dice of two words. Source: sfc32 of PractRand, Doty-Humphrey; twelve draws are thrown away. */
export function createDice(first: number, second: number): Dice {
  let [a, b, c, counter] = [first | 0, second | 0, 0x9e3779b9 | 0, 1]
  const draw = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let i = 0; i < 12; i++) draw()
  const below = (most: number): number => Math.floor((draw() / 2 ** 32) * most)
  return {
    below,
    happens: (chance) => draw() < chance * 2 ** 32,
    pick: <Value>(values: readonly Value[]) => values[below(values.length)] as Value,
    bytes: (length) => Uint8Array.from({ length }, () => draw()),
  }
}
