import { concatBytes } from '@vain/base'
import type { Dice } from '../dice.ts'

/** Numbers at which lengths, counts and signs go wrong. */
const odd = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]

/** Longest that a mutation makes an input, in bytes. */
const most = 65_536

function writeNumber(dice: Dice, bytes: Uint8Array): Uint8Array {
  const width = dice.pick([1, 2, 4])
  if (bytes.length < width) return bytes
  const changed = bytes.slice()
  const at = dice.below(bytes.length - width + 1)
  const value = dice.pick(odd)
  const isLittle = dice.happens(0.5)
  for (let i = 0; i < width; i++) changed[at + i] = value >>> (8 * (isLittle ? i : width - 1 - i))
  return changed
}

/** Two places of the bytes, the lower one first. */
function range(dice: Dice, bytes: Uint8Array): readonly [number, number] {
  const [a, b] = [dice.below(bytes.length + 1), dice.below(bytes.length + 1)]
  return a < b ? [a, b] : [b, a]
}

type Change = (dice: Dice, bytes: Uint8Array, other: Uint8Array) => Uint8Array

const changes: readonly Change[] = [
  (dice, bytes) => {
    const changed = bytes.slice()
    const at = dice.below(bytes.length)
    changed[at] = (changed[at] ?? 0) ^ (1 << dice.below(8))
    return changed
  },
  (dice, bytes) => {
    const changed = bytes.slice()
    changed[dice.below(bytes.length)] = dice.below(256)
    return changed
  },
  writeNumber,
  (dice, bytes) => bytes.slice(0, dice.below(bytes.length + 1)),
  (dice, bytes) => concatBytes(bytes, dice.bytes(1 + dice.below(16))),
  (dice, bytes) => {
    const [from, to] = range(dice, bytes)
    return concatBytes(bytes.subarray(0, from), bytes.subarray(to))
  },
  (dice, bytes) => {
    const [from, to] = range(dice, bytes)
    return concatBytes(bytes.subarray(0, to), bytes.subarray(from))
  },
  (dice, bytes) => {
    const at = dice.below(bytes.length + 1)
    const more = dice.bytes(1 + dice.below(8))
    return concatBytes(bytes.subarray(0, at), more, bytes.subarray(at))
  },
  (dice, bytes, other) => {
    const [head, tail] = [dice.below(bytes.length + 1), dice.below(other.length + 1)]
    return concatBytes(bytes.subarray(0, head), other.subarray(tail))
  },
]

/**
 * Bytes with one to four changes: bits, numbers, pieces cut, doubled, put in, or taken from another
 * input. One in sixteen is nothing but noise.
 */
export function mutateBytes(dice: Dice, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  if (dice.below(16) === 0) return dice.bytes(dice.below(256))
  let changed = bytes
  for (let left = 1 + dice.below(4); left > 0; left--)
    changed = dice.pick(changes)(dice, changed, other)
  return changed.slice(0, most)
}
