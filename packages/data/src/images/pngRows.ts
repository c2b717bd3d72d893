import { inflateSync } from 'node:zlib'
import type { PngFile } from './pngHeader.ts'

/** The places of an image that stand in a file one after the other. */
export type Pass = {
  readonly left: number
  readonly top: number
  /** Places from one to the next in a row, and from a row to the next. */
  readonly across: number
  readonly down: number
  readonly width: number
  readonly height: number
}

/** `[left, top, across, down]` of Adam7. Source: W3C PNG, §8.2. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/** The passes of a file that hold anything. */
function passesOf({ width, height, isInterlaced }: PngFile): Pass[] {
  const steps = isInterlaced ? adam7 : ([[0, 0, 1, 1]] as const)
  return steps
    .map(([left, top, across, down]) => ({
      ...{ left, top, across, down },
      width: Math.ceil((width - left) / across),
      height: Math.ceil((height - top) / down),
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0)
}

/** What is nearest to `left + up − corner`. Source: W3C PNG, §9.4. */
function paeth(left: number, up: number, corner: number): number {
  const [a, b] = [Math.abs(up - corner), Math.abs(left - corner)]
  const c = Math.abs(left + up - 2 * corner)
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}

/** By the number of a filter: what it took off a byte. */
const predictors: readonly ((left: number, up: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  paeth,
]

/**
 * Undoes the filter of a row, in place.
 *
 * @param step - bytes from a sample to the same one of the next place
 * @returns whether the filter is known
 */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, step: number): boolean {
  const predict = predictors[filter]
  if (predict === undefined) return false
  for (let i = 0; i < row.length; i++) {
    const left = i < step ? 0 : (row[i - step] as number)
    const corner = i < step ? 0 : (above[i - step] as number)
    row[i] = (row[i] as number) + predict(left, above[i] as number, corner)
  }
  return true
}

/** Inflates the rows of a file, which are as long as its header says or it is none. */
function inflate({ data }: PngFile, size: number): Uint8Array | undefined {
  try {
    const bytes = inflateSync(Buffer.concat(data), { maxOutputLength: size })
    return bytes.length === size ? bytes : undefined
  } catch {
    return undefined
  }
}

/**
 * The rows of a file, pass by pass, each as its bytes without the filter.
 *
 * @returns undefined if they are damaged, or more or fewer than the header says
 */
export function readPngRows(file: PngFile): { pass: Pass; rows: Uint8Array[] }[] | undefined {
  const bits = file.depth * file.colour.samples
  const step = Math.max(1, bits / 8)
  const passes = passesOf(file)
  const widthOf = (pass: Pass) => Math.ceil((pass.width * bits) / 8)
  const size = passes.reduce((sum, pass) => sum + pass.height * (1 + widthOf(pass)), 0)
  const bytes = inflate(file, size)
  if (bytes === undefined) return undefined
  let at = 0
  let isSound = true
  const read = passes.map((pass) => {
    let above = new Uint8Array(widthOf(pass))
    const rows = Array.from({ length: pass.height }, () => {
      const row = bytes.subarray(at + 1, at + 1 + above.length)
      isSound &&= unfilter(bytes[at] as number, row, above, step)
      at += 1 + above.length
      above = row as Uint8Array<ArrayBuffer>
      return row
    })
    return { pass, rows }
  })
  return isSound ? read : undefined
}
