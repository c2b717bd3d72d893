import { VainError } from '@vain/base'
import { type BitReader, type BitWriter, createBitReader, createBitWriter } from './bitStream.ts'
import type { Compressor } from './compressor.ts'
import { at } from './strategy.ts'

/** What a message keeps of a vector. */
export type TopKTerms = {
  /** Share of the coordinates that are sent, `0 < keep <= 1`: the largest. */
  readonly keep: number
  /** Bits of each: one for its sign, the others for its size; 2 … 16. */
  readonly bits: number
}

/** Bytes before the coordinates: the least and the greatest size, binary32, little-endian. */
const headBytes = 8

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

const badMessage = (length: number): VainError =>
  new VainError('learn/bad-message', 'the message is not of a vector of this length', { length })

/**
 * The largest coordinates of a vector, each with a few bits: sizes lie evenly between the least and
 * the greatest that is sent, and go to the nearest of these. With `keep = 1` all of them, so with 8
 * bits what is known as int8.
 *
 * A message has 8 bytes, then the places as Rice codes of the gaps between them, and the values: about
 * `log₂(1/keep) + 1.5 + bits` bits for each coordinate that is sent.
 *
 * Source: Aji and Heafield 2017 for the largest; Rice and Plaunt 1971 for the gaps.
 */
export function createTopK({ keep, bits }: TopKTerms): Compressor {
  const countOf = (length: number): number => Math.max(1, Math.round(keep * length))
  const levels = 2 ** (bits - 1) - 1
  return {
    encode(values) {
      const places = largest(values, countOf(values.length))
      const sizes = Float32Array.from(places, (j) => Math.abs(at(values, j)))
      const [least, greatest] = [Math.min, Math.max].map((pick) =>
        sizes.reduce((found, size) => pick(found, size)),
      ) as [number, number]
      const writer = createBitWriter()
      writePlaces(writer, places, values.length)
      const step = (greatest - least) / levels || 1
      places.forEach((j, i) => {
        writer.write(at(values, j) < 0 ? 1 : 0, 1)
        writer.write(Math.round((at(sizes, i) - least) / step), bits - 1)
      })
      const body = writer.bytes()
      const message = new Uint8Array(headBytes + body.length)
      const head = new DataView(message.buffer)
      head.setFloat32(0, least, true)
      head.setFloat32(4, greatest, true)
      message.set(body, headBytes)
      return message
    },
    decode(message, length) {
      if (message.length < headBytes) throw badMessage(length)
      const head = new DataView(message.buffer, message.byteOffset)
      const [least, greatest] = [head.getFloat32(0, true), head.getFloat32(4, true)]
      if (!(least >= 0 && greatest >= least && greatest < Infinity)) throw badMessage(length)
      const reader = createBitReader(message.subarray(headBytes))
      const places = readPlaces(reader, countOf(length), length)
      const step = (greatest - least) / levels
      const values = new Float32Array(length)
      for (const place of places) {
        const sign = reader.read(1) === 1 ? -1 : 1
        values[place] = sign * (least + step * reader.read(bits - 1))
      }
      if (reader.isPast()) throw badMessage(length)
      return values
    },
  }
}
