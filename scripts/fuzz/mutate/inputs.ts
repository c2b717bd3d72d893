import { fromText, toHex } from '@vain/base'
import { encode } from '@vain/protocol'
import type { Dice } from '../dice.ts'
import { mutateBytes } from './bytes.ts'
import { inflated, mutateValue } from './values.ts'

/** Where the inputs of a decoder come from. */
export type Inputs = {
  /** What it should take. */
  readonly seeds: readonly Uint8Array[]
  /** A seed as it is, changed, or changed beyond recognition. */
  draw(dice: Dice): Uint8Array
  /** Inputs of some size that are meant to cost more than they should. */
  bombs(size: number): readonly Uint8Array[]
}

/** Inputs without a structure that is known here. */
export function rawInputs(
  seeds: readonly Uint8Array[],
  bombs: (size: number) => readonly Uint8Array[] = flatBombs,
): Inputs {
  return {
    seeds,
    bombs,
    draw: (dice) => {
      const seed = dice.pick(seeds)
      return dice.below(32) === 0 ? seed : mutateBytes(dice, seed, dice.pick(seeds))
    },
  }
}

const flatBombs = (size: number): readonly Uint8Array[] =>
  [0, 0x20, 0xff].map((byte) => new Uint8Array(size).fill(byte))

/** Texts, changed as bytes are. */
export function textInputs(
  seeds: readonly string[],
  bombs: (size: number) => readonly string[] = () => [],
): Inputs {
  return rawInputs(seeds.map(fromText), (size) => [
    ...flatBombs(size),
    ...['9', '"', '/', '\n', '[', '.', ','].map((letter) => fromText(letter.repeat(size))),
    ...bombs(size).map(fromText),
  ])
}

function structured(
  values: readonly unknown[],
  write: (value: unknown) => Uint8Array,
  bombs: (size: number) => readonly Uint8Array[],
): Inputs {
  const seeds = values.map(write)
  const tryWrite = (value: unknown, otherwise: Uint8Array): Uint8Array => {
    try {
      return write(value)
    } catch {
      // Not everything that a mutation makes can be written, such as a text of half a character.
      return otherwise
    }
  }
  return {
    seeds,
    bombs,
    draw(dice) {
      const chosen = dice.below(values.length)
      const seed = seeds[chosen] as Uint8Array
      const kind = dice.below(32)
      if (kind === 0) return seed
      if (kind < 10) return mutateBytes(dice, seed, dice.pick(seeds))
      const bytes = tryWrite(mutateValue(dice, values[chosen]), seed)
      return kind < 28 ? bytes : mutateBytes(dice, bytes, seed)
    },
  }
}

/** DAG-CBOR of values, changed as values and as bytes. */
export const cborInputs = (values: readonly unknown[]): Inputs =>
  structured(values, encode, (size) => [
    ...cborBombs(size),
    ...flatBombs(size),
    ...values.flatMap((value) => [...inflated(value, size)].map(encode)),
  ])

/** Much of little: lists of empty lists, of empty maps, of nulls; lists in lists; long heads. */
function cborBombs(size: number): Uint8Array[] {
  const bytes = size > 65_540 ? [24, 16, 8, 0] : [8, 0]
  const count = size - 1 - bytes.length
  const head = [bytes.length === 4 ? 0x9a : 0x99, ...bytes.map((bits) => (count >>> bits) & 255)]
  const full = (byte: number): Uint8Array => {
    const bomb = new Uint8Array(size).fill(byte)
    bomb.set(head)
    return bomb
  }
  const announced = Uint8Array.of(0x9a, 0xff, 0xff, 0xff, 0xff)
  return [
    ...[0x80, 0xa0, 0xf6, 0x40, 0x60, 0x00].map(full),
    new Uint8Array(size).fill(0x81),
    announced,
  ]
}

const toJson = (value: unknown): Uint8Array =>
  fromText(
    JSON.stringify(value, (_, item) =>
      item instanceof Uint8Array ? toHex(item) : typeof item === 'bigint' ? `${item}` : item,
    ) ?? '',
  )

/** JSON of values, changed as values and as bytes. */
export const jsonInputs = (values: readonly unknown[]): Inputs =>
  structured(values, toJson, (size) => [
    fromText('['.repeat(size)),
    fromText(`${'['.repeat(size >> 1)}${']'.repeat(size >> 1)}`),
    fromText('{"a":'.repeat(size / 5)),
    fromText(`[${'{},'.repeat(size / 3)}{}]`),
    fromText(`"${'\\u0000'.repeat(size / 6)}"`),
    fromText('9'.repeat(size)),
    ...values.flatMap((value) => [...inflated(value, size)].map(toJson)),
  ])
