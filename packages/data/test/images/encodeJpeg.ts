/** Part of a JPEG file behind its marker. */
export const segment = (marker: number, body: ArrayLike<number>): number[] => [
  ...[0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255],
  ...Array.from(body),
]

/** Bits in whole bytes, 0 behind each that could be taken for a marker. */
function packed(bits: string): number[] {
  const bytes = (bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '1'), 2))
  return bytes.flatMap((byte) => (byte === 255 ? [255, 0] : [byte]))
}

/** A scan that says of all blocks that they have nothing: a few bytes for each 32,767. */
function emptyScan(blocks: number): number[] {
  let bits = ''
  for (let left = blocks; left > 0; ) {
    const run = Math.max(2 ** 14, Math.min(left, 2 ** 15 - 1))
    bits += `0${(run - 2 ** 14).toString(2).padStart(14, '0')}`
    left -= run
  }
  return [...segment(0xda, [1, 1, 0, 1, 63, 0]), ...packed(bits)]
}

/** A progressive grey image of one tone, with as many scans as a test wants. */
export function jpegOfScans(side: number, scans: number): Uint8Array {
  const scan = emptyScan(Math.ceil(side / 8) ** 2)
  const table = (kind: number, symbol: number) => [kind, 1, ...new Array(15).fill(0), symbol]
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, [0, ...new Array(64).fill(1)]),
    ...segment(0xc2, [8, side >> 8, side & 255, side >> 8, side & 255, 1, 1, 0x11, 0]),
    ...segment(0xc4, [...table(0x10, 0xe0), ...table(0, 0)]),
    ...Array.from({ length: scans }, () => scan).flat(),
    ...[0xff, 0xd9],
  ])
}
