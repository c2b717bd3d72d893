import { crc32, deflateSync } from 'node:zlib'

/** A PNG file that a test wants. */
export type PngWish = {
  readonly width: number
  readonly height: number
  readonly depth: number
  /** 0 grey, 2 colour, 3 palette, 4 grey and 6 colour with opacity. */
  readonly colourType: number
  readonly isInterlaced?: boolean
  readonly palette?: readonly number[]
  readonly transparency?: readonly number[]
  readonly sample: (x: number, y: number, channel: number) => number
}

const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** Part of a file with its length and checksum. */
function chunk(type: string, body: Uint8Array): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(body.length)
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(typed))
  return Buffer.concat([head, typed, sum])
}

/** Bits of the samples, the highest first, in whole bytes. */
function packed(samples: readonly number[], depth: number): number[] {
  const bits = samples.map((sample) => sample.toString(2).padStart(depth, '0')).join('')
  const bytes = bits.match(/.{1,8}/g) ?? []
  return bytes.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2))
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 4) {
    const guess = left + up - corner
    const nearest = [left, up, corner].map((value) => Math.abs(guess - value))
    return [left, up, corner][nearest.indexOf(Math.min(...nearest))] as number
  }
  return [0, left, up, Math.floor((left + up) / 2)][filter] as number
}

/** Rows behind their filters, which take turns. */
function filtered(rows: readonly number[][], step: number): number[] {
  return rows.flatMap((row, y) => {
    const filter = y % 5
    const at = (i: number, above: number): number => rows[y - above]?.[i] ?? 0
    return [
      filter,
      ...row.map((byte, i) => {
        const guess = predicted(filter, at(i - step, 0), at(i, 1), at(i - step, 1))
        return (byte - guess) & 255
      }),
    ]
  })
}

/** The bytes that are compressed in a file. */
export function rawPng(wish: PngWish): Uint8Array {
  const { width, height, depth, colourType, sample } = wish
  const channels = samplesOf[colourType] as number
  // Adam7: which of the seven passes a place of an 8 × 8 square is in.
  const square = '1646264677777777565656567777777736463646777777775656565677777777'
  const passOf = (x: number, y: number) =>
    wish.isInterlaced ? Number(square[(y % 8) * 8 + (x % 8)]) : 1
  const bytes = [1, 2, 3, 4, 5, 6, 7].flatMap((pass) => {
    const rows = Array.from({ length: height }, (_, y) => {
      const xs = Array.from({ length: width }, (_, x) => x).filter((x) => passOf(x, y) === pass)
      const samples = xs.flatMap((x) =>
        Array.from({ length: channels }, (_, channel) => sample(x, y, channel)),
      )
      return packed(samples, depth)
    }).filter((row) => row.length > 0)
    return filtered(rows, Math.max(1, (depth * channels) / 8))
  })
  return Uint8Array.from(bytes)
}

/** Encodes an image with every kind of filter. */
export function encodePng(wish: PngWish, raw: Uint8Array = rawPng(wish)): Uint8Array {
  const { width, height, depth, colourType, palette, transparency } = wish
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([depth, colourType, 0, 0, wish.isInterlaced ? 1 : 0], 8)
  const data = deflateSync(raw)
  const half = Math.ceil(data.length / 2)
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      chunk('tEXt', Buffer.from('Comment\0of no use')),
      ...(palette ? [chunk('PLTE', Uint8Array.from(palette))] : []),
      ...(transparency ? [chunk('tRNS', Uint8Array.from(transparency))] : []),
      chunk('IDAT', data.subarray(0, half)),
      chunk('IDAT', data.subarray(half)),
      chunk('IEND', new Uint8Array()),
    ]),
  )
}
