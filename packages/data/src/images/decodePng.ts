import type { Picture } from './picture.ts'
import { type PngFile, readPng } from './pngHeader.ts'
import { readPngRows } from './pngRows.ts'

/** Reads the samples of a row, each as it stands there. */
function createSamples(depth: number): (row: Uint8Array, index: number) => number {
  if (depth === 8) return (row, index) => row[index] as number
  if (depth === 16)
    return (row, index) => 256 * (row[2 * index] as number) + (row[2 * index + 1] as number)
  const mask = 2 ** depth - 1
  const each = 8 / depth
  return (row, index) => {
    const shift = 8 - depth * ((index % each) + 1)
    return ((row[Math.floor(index / each)] as number) >> shift) & mask
  }
}

/** The colour that a file says is not seen, by samples. */
function hiddenColour({ transparency, colour }: PngFile): number[] | undefined {
  if (transparency?.length !== 2 * colour.samples) return undefined
  const sample = createSamples(16)
  return Array.from({ length: colour.samples }, (_, i) => sample(transparency, i))
}

type Paint = (samples: readonly number[], into: Uint8Array, at: number) => boolean

function paintPalette({ palette, transparency }: PngFile): Paint {
  return ([index = 0], into, at) => {
    if (3 * index + 3 > palette.length) return false
    into.set(palette.subarray(3 * index, 3 * index + 3), at)
    into[at + 3] = transparency?.[index] ?? 255
    return true
  }
}

function paintSamples(file: PngFile): Paint {
  const { depth, colour } = file
  const greatest = 2 ** depth - 1
  const colours = colour.kind === 'grey' ? 1 : 3
  const hidden = colour.samples === colours ? hiddenColour(file) : undefined
  const toByte = (sample: number) => Math.round((255 * sample) / greatest)
  return (samples, into, at) => {
    for (let i = 0; i < 3; i++) into[at + i] = toByte(samples[i % colours] as number)
    const opacity = samples[colours]
    const isHidden = hidden?.every((value, i) => value === samples[i])
    into[at + 3] = isHidden ? 0 : opacity === undefined ? 255 : toByte(opacity)
    return true
  }
}

/**
 * Decodes a PNG file of any depth and kind of colours, interlaced or not; colours are taken as they
 * stand, without profile or gamma.
 *
 * @returns undefined if it is damaged, or has more than 2²⁴ places
 *
 * Source: W3C Portable Network Graphics (third edition).
 */
export function decodePng(bytes: Uint8Array): Picture | undefined {
  const file = readPng(bytes)
  const passes = file && readPngRows(file)
  if (file === undefined || passes === undefined) return undefined
  const { width, height, depth, colour } = file
  const data = new Uint8Array(4 * width * height)
  const sample = createSamples(depth)
  const paint = colour.kind === 'palette' ? paintPalette(file) : paintSamples(file)
  const samples = new Array<number>(colour.samples)
  for (const { pass, rows } of passes)
    for (const [y, row] of rows.entries())
      for (let x = 0; x < pass.width; x++) {
        for (let i = 0; i < samples.length; i++) samples[i] = sample(row, x * samples.length + i)
        const place = (pass.top + y * pass.down) * width + pass.left + x * pass.across
        if (!paint(samples, data, 4 * place)) return undefined
      }
  return { width, height, data }
}
