import { VainError } from '@vain/base'
import { type BitReader, type BitWriter, createBitReader, createBitWriter } from './bitStream.ts'
import type { Compressor } from './compressor.ts'
import { at } from './strategy.ts'

/** What a message keeps of a vector. */
export type TopKTerms = {
  /** Share of the coordinates that are sent, `0 < keep <= 1`: the largest. */
  readonly keep: number
  /** Bits of each: one for its sign, the others for its size; 1 … 16. */
  readonly bits: number
}

/** Bytes before the coordinates: the least size and the width of a level, binary32, little-endian. */
const headBytes = 8

/** The greatest binary32. */
const mostFloat = (2 - 2 ** -23) * 2 ** 127

/** Coordinates by size, the largest first, lower ones first among equals; then ascending. */
function largest(values: Float32Array, count: number): Int32Array {
  const sizes = values.map(Math.abs)
  if (count === values.length) return Int32Array.from(values, (_, j) => j)
  const border = at(sizes.toSorted(), values.length - count)
  const above = sizes.reduce((sum, size) => sum + (size > border ? 1 : 0), 0)
  let equal = count - above
  const chosen: number[] = []
  sizes.forEach((size, j) => {
    if (size > border || (size === border && equal-- > 0)) chosen.push(j)
  })
  return Int32Array.from(chosen)
}

/** Low bits of a gap that are written as they are, so that the unary rest is short (Rice). */
function riceBits(length: number, count: number): number {
  return Math.max(0, Math.floor(Math.log2((Math.LN2 * length) / count)))
}

function writePlaces(writer: BitWriter, places: Int32Array, length: number): void {
  if (places.length === length) return
  const low = riceBits(length, places.length)
  let before = -1
  for (const place of places) {
    const gap = place - before - 1
    writer.writeUnary(gap >>> low)
    writer.write(gap, low)
    before = place
  }
}

function readPlaces(reader: BitReader, count: number, length: number): Int32Array {
  if (count === length) return Int32Array.from({ length }, (_, j) => j)
  const low = riceBits(length, count)
  const places = new Int32Array(count)
  let before = -1
  for (let i = 0; i < count; i++) {
    before += 1 + reader.readUnary() * 2 ** low + reader.read(low)
    if (before >= length) throw badMessage(length)
    places[i] = before
  }
  return places
}

/** Where the sizes begin, and how far apart their levels are. */
function rangeOf(sizes: Float32Array, bits: number): readonly [number, number] {
  const least = sizes.reduce((a, b) => Math.min(a, b))
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  return [least, ((bits + 1) * Math.max(0, mean - least)) / 2 ** (bits - 1)]
}

const badMessage = (length: number): VainError =>
  new VainError('learn/bad-message', 'the message is not of a vector of this length', { length })

/**
 * The largest coordinates of a vector, each with a few bits. Sizes are cut into levels of one width, from
 * the least that is sent on over `bits + 1` times what they are longer than it in the mean; each comes
 * back as the middle of its level, longer ones as the last. So with one bit all have the mean size, and
 * with all coordinates and 8 bits it is what is known as int8.
 *
 * A message has 8 bytes, then the places as Rice codes of the gaps between them, unless all are sent, and
 * the values: about `log₂(1/keep) + 1.5 + bits` bits for each coordinate that is sent.
 *
 * Source: Aji and Heafield 2017 for the largest; Sattler et al. 2019, algorithm 1, for one bit; Rice and
 * Plaunt 1971 for the gaps.
 */
export function createTopK({ keep, bits }: TopKTerms): Compressor {
  const countOf = (length: number): number => Math.max(1, Math.round(keep * length))
  const last = 2 ** (bits - 1) - 1
  return {
    encode(values) {
      const places = largest(values, countOf(values.length))
      const sizes = Float32Array.from(places, (j) => Math.abs(at(values, j)))
      const [least, width] = rangeOf(sizes, bits)
      const writer = createBitWriter()
      writePlaces(writer, places, values.length)
      places.forEach((j, i) => {
        writer.write(at(values, j) < 0 ? 1 : 0, 1)
        const level = width > 0 ? Math.floor((at(sizes, i) - least) / width) : 0
        writer.write(Math.min(last, level), bits - 1)
      })
      const body = writer.bytes()
      const message = new Uint8Array(headBytes + body.length)
      const head = new DataView(message.buffer)
      head.setFloat32(0, least, true)
      head.setFloat32(4, width, true)
      message.set(body, headBytes)
      return message
    },
    decode(message, length) {
      if (message.length < headBytes) throw badMessage(length)
      const head = new DataView(message.buffer, message.byteOffset)
      const [least, width] = [head.getFloat32(0, true), head.getFloat32(4, true)]
      const greatest = least + width * (last + 1)
      if (!(least >= 0 && width >= 0 && greatest <= mostFloat)) throw badMessage(length)
      const reader = createBitReader(message.subarray(headBytes))
      const places = readPlaces(reader, countOf(length), length)
      const values = new Float32Array(length)
      for (const place of places) {
        const sign = reader.read(1) === 1 ? -1 : 1
        values[place] = sign * (least + width * (reader.read(bits - 1) + 0.5))
      }
      if (reader.isPast()) throw badMessage(length)
      return values
    },
  }
}
