/** A JPEG file without what says nothing of its places. */
export type JpegFile = {
  readonly bytes: Uint8Array
  /** Passes over the image that its decoder makes, at most. */
  readonly scans: number
}

/** Most parts of a file, of which usual ones have about twenty. */
const maxSegments = 2 ** 16
/** Most components of a frame, and of a scan. Source: ITU-T T.81, B.2.3. */
const maxComponents = 4

const [endOfImage, startOfScan, comment] = [0xd9, 0xda, 0xfe]

/** Whether tables fill a body without rest; `sizeAt` is the size of the one at a place. */
const areTables =
  (sizeAt: (body: Uint8Array, at: number) => number) =>
  (body: Uint8Array): boolean => {
    let at = 0
    while (at < body.length) at += sizeAt(body, at)
    return at === body.length
  }

const isFrame = (body: Uint8Array): boolean => {
  const components = body[5] ?? 0
  return components <= maxComponents && body.length === 6 + 3 * components
}

const isScan = (body: Uint8Array): boolean => {
  const components = body[0] ?? 0
  return components > 0 && components <= maxComponents && body.length === 4 + 2 * components
}

const areHuffmanTables = areTables((body, at) =>
  body.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 17),
)

/**
 * The parts that are kept, and whether a body is as long as a decoder takes it to be, which does not
 * look at the length that stands before it. Source: ITU-T T.81, B.2.
 */
const kept: ReadonlyMap<number, (body: Uint8Array) => boolean> = new Map([
  [0xc0, isFrame],
  [0xc1, isFrame],
  [0xc2, isFrame],
  [0xc4, areHuffmanTables],
  [startOfScan, isScan],
  [0xdb, areTables((body, at) => ((body[at] ?? 0) < 16 ? 65 : 129))],
  [0xdc, (body) => body.length === 2],
  [0xdd, (body) => body.length === 2],
  // Adobe's, which says what the components are.
  [0xee, () => true],
])

const isApplication = (marker: number): boolean => marker >= 0xe0 && marker <= 0xef

/** Where the marker is that is due at a place; undefined if there is none. */
function findMarker(bytes: Uint8Array, due: number): number | undefined {
  let at = due
  // Some encoders let a marker begin with the last byte of the part before.
  if (bytes[at] !== 0xff && bytes[at - 1] === 0xff && (bytes[at] ?? 0) >= 0xc0) at--
  while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++
  if (bytes[at] === 0xff) return at
  // Some telephones begin what an application says with 0.
  return bytes[at] === 0 && (bytes[at + 1] === 0xe0 || bytes[at + 1] === 0xe1) ? at : undefined
}

/** Where what follows a scan's header ends: at a marker that restarts nothing. */
function endOfScan(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return at
  }
  return bytes.length
}

/** How often bytes say that a scan starts, wherever that stands. */
function countScans(bytes: Uint8Array): number {
  let scans = 0
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1))
    if (bytes[at + 1] === startOfScan) scans++
  return scans
}

/**
 * Takes a JPEG file apart and puts what makes its image together again, without comments, what
 * applications say, and what comes after its end.
 *
 * @returns undefined if a part is cut off, of another length than its kind has, or of no kind that can
 *   be decoded, or if there are more than 65,536
 *
 * Source: ITU-T T.81, annex B.
 */
export function readJpeg(bytes: Uint8Array): JpegFile | undefined {
  const out = new Uint8Array(bytes.length + 2)
  out.set([0xff, 0xd8])
  let size = 2
  let due = 2
  for (let segments = 0; segments < maxSegments; segments++) {
    const at = findMarker(bytes, due)
    const marker = bytes[(at ?? bytes.length) + 1]
    if (at === undefined || marker === undefined) return undefined
    if (marker === endOfImage) {
      out.set([0xff, endOfImage], size)
      const whole = out.subarray(0, size + 2)
      return { bytes: whole, scans: countScans(whole) }
    }
    const length = 256 * (bytes[at + 2] ?? 0) + (bytes[at + 3] ?? 0)
    const bodyEnd = at + 2 + length
    if (length < 2 || bodyEnd > bytes.length) return undefined
    due = marker === startOfScan ? endOfScan(bytes, bodyEnd) : bodyEnd
    const fits = kept.get(marker)
    if (fits === undefined && !isApplication(marker) && marker !== comment) return undefined
    if (fits === undefined) continue
    if (!fits(bytes.subarray(at + 4, bodyEnd))) return undefined
    out.set(bytes.subarray(at, due), size)
    size += due - at
  }
  return undefined
}
