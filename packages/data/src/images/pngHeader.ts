import { maxPlaces } from './picture.ts'

/** What a PNG file says of itself, and its parts. */
export type PngFile = {
  readonly width: number
  readonly height: number
  /** Bits of a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number
  readonly colour: PngColour
  readonly isInterlaced: boolean
  /** Red, green and blue of each colour of the palette. */
  readonly palette: Uint8Array
  /** Opacities of the palette, or the colour that is not seen, with 16 bits a sample. */
  readonly transparency: Uint8Array | undefined
  /** The compressed rows. */
  readonly data: readonly Uint8Array[]
}

/** Kinds of colours by their numbers in a file, with the samples of a place and their depths. */
const colours = {
  0: { kind: 'grey', samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { kind: 'colour', samples: 3, depths: [8, 16] },
  3: { kind: 'palette', samples: 1, depths: [1, 2, 4, 8] },
  4: { kind: 'grey', samples: 2, depths: [8, 16] },
  6: { kind: 'colour', samples: 4, depths: [8, 16] },
} as const

/** What the samples of a place mean. */
export type PngColour = (typeof colours)[keyof typeof colours]

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** Whether bytes begin as a PNG file does. */
export function isPng(bytes: Uint8Array): boolean {
  return signature.every((byte, i) => bytes[i] === byte)
}

/** Parts that say what is seen. */
const used: ReadonlySet<string> = new Set(['PLTE', 'tRNS', 'IDAT'])

type Chunk = { readonly type: string; readonly body: Uint8Array }

/** Most parts of a file: with 8 KiB each, as is usual, one of 32 MiB has 4,096. */
const maxChunks = 2 ** 16

/** The part at a place; undefined if it is cut off. Checksums are not looked at. */
function chunkAt(bytes: Uint8Array, view: DataView, at: number): Chunk | undefined {
  if (at + 12 > bytes.length) return undefined
  const size = view.getUint32(at)
  if (at + 12 + size > bytes.length) return undefined
  const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
  return { type, body: bytes.subarray(at + 8, at + 8 + size) }
}

/** Parts of a file up to its end that are of use; undefined if one is cut off, or there are too many. */
function chunksOf(bytes: Uint8Array): Chunk[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: Chunk[] = []
  let at = signature.length
  for (let count = 0; count < maxChunks; count++) {
    const chunk = chunkAt(bytes, view, at)
    if (chunk === undefined) return undefined
    if (chunk.type === 'IEND') return chunks
    // The first is kept whatever it is: it has to be the header.
    if (count === 0 || used.has(chunk.type)) chunks.push(chunk)
    at += 12 + chunk.body.length
  }
  return undefined
}

/**
 * Reads the parts of a PNG file that say what is seen; all others are left out.
 *
 * @returns undefined if it is none, or has more than 2²⁴ places or 65,536 parts
 *
 * Source: W3C Portable Network Graphics (third edition), §5, §11.
 */
export function readPng(bytes: Uint8Array): PngFile | undefined {
  const chunks = isPng(bytes) ? chunksOf(bytes) : undefined
  const header = chunks?.[0]
  if (chunks === undefined || header?.type !== 'IHDR' || header.body.length !== 13) return undefined
  const view = new DataView(header.body.buffer, header.body.byteOffset, 13)
  const [width, height] = [view.getUint32(0), view.getUint32(4)]
  const [depth, number, compression, filter, interlace] = header.body.subarray(8) as unknown as [
    number,
    number,
    number,
    number,
    number,
  ]
  const colour = Object.hasOwn(colours, number)
    ? colours[number as keyof typeof colours]
    : undefined
  const isKnown = (colour?.depths as readonly number[] | undefined)?.includes(depth)
  if (colour === undefined || !isKnown || compression !== 0 || filter !== 0 || interlace > 1)
    return undefined
  if (width === 0 || height === 0 || width * height > maxPlaces) return undefined
  const bodyOf = (type: string) => chunks.find((chunk) => chunk.type === type)?.body
  return {
    ...{ width, height, depth, colour, isInterlaced: interlace === 1 },
    palette: bodyOf('PLTE') ?? new Uint8Array(),
    transparency: bodyOf('tRNS'),
    data: chunks.filter(({ type }) => type === 'IDAT').map(({ body }) => body),
  }
}
