import { crc32, deflateSync } from 'node:zlib'
import { concatBytes, fromText, toUint } from '@vain/base'

const [side, gap, zoom] = [28, 2, 2]

function chunk(kind: string, data: Uint8Array): Uint8Array {
  const body = concatBytes(fromText(kind), data)
  return concatBytes(toUint(data.length, 32), body, toUint(crc32(body), 32))
}

/** A grey PNG, 8 bits a pixel. Source: RFC 2083. */
function encodePng(width: number, height: number, grey: Uint8Array): Uint8Array {
  const rows = new Uint8Array(height * (width + 1))
  for (let y = 0; y < height; y++)
    rows.set(grey.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  const header = concatBytes(toUint(width, 32), toUint(height, 32), Uint8Array.of(8, 0, 0, 0, 0))
  return concatBytes(
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array(0)),
  )
}

/** Shades of an image whose unit nobody knows: least white, greatest black, as ink is. */
function toShades(image: ArrayLike<number>): number[] {
  const values = Array.from(image)
  const [least, greatest] = [Math.min(...values), Math.max(...values)]
  return values.map((value) => Math.round(255 * (1 - (value - least) / (greatest - least || 1))))
}

/** Images of 28 × 28 in a grid, as a PNG. */
export function drawGrid(rows: readonly (readonly ArrayLike<number>[])[]): Uint8Array {
  const cell = side * zoom + gap
  const [width, height] = [cell * (rows[0]?.length ?? 0) + gap, cell * rows.length + gap]
  const grey = new Uint8Array(width * height).fill(200)
  rows.forEach((row, r) => {
    row.forEach((image, c) => {
      const shades = toShades(image)
      for (let y = 0; y < side * zoom; y++)
        for (let x = 0; x < side * zoom; x++)
          grey[(r * cell + gap + y) * width + c * cell + gap + x] = shades[
            Math.floor(y / zoom) * side + Math.floor(x / zoom)
          ] as number
    })
  })
  return encodePng(width, height, grey)
}
