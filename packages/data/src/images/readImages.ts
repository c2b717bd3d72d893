import { readFileSync, statSync } from 'node:fs'
import { VainError } from '@vain/base'
import type { Dataset, ExampleSet } from '@vain/learn'
import type { ImageSchema } from '../policy/policy.ts'
import { assertFits, maxValues } from '../table/readRows.ts'
import type { FileProblem } from '../table/row.ts'
import { decodeImage } from './decodeImage.ts'
import { findImages, type ImageFile } from './imageFiles.ts'
import { toPixels } from './toPixels.ts'

/** Largest file that is read. */
const maxBytes = 2 ** 25

type Kept = { readonly pixels: Uint8Array; readonly label: number; readonly origin: string }

function readBytes({ path, file }: ImageFile): Uint8Array | undefined {
  try {
    return statSync(path).size > maxBytes ? undefined : readFileSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new VainError('data/unreadable', `${file} cannot be read`, { file, code })
  }
}

function readImage(schema: ImageSchema, image: ImageFile): Kept | FileProblem {
  const { file, label, origin } = image
  const bytes = readBytes(image)
  if (bytes === undefined) return { file, problem: 'is too large' }
  const picture = decodeImage(bytes)
  if (picture === undefined) return { file, problem: 'is no image that can be read' }
  const pixels = toPixels(schema, picture)
  return pixels === undefined ? { file, problem: 'is of another size' } : { pixels, label, origin }
}

function toSet(kept: readonly Kept[], { classes }: ImageSchema, inputSize: number): ExampleSet {
  const numbers = new Map<string, number>()
  for (const { origin } of kept) if (!numbers.has(origin)) numbers.set(origin, numbers.size)
  const labels = Int32Array.from(kept, ({ label }) => label)
  return {
    count: kept.length,
    labels,
    // Each is there: it was numbered above.
    origins: Int32Array.from(kept, ({ origin }) => numbers.get(origin) as number),
    async load(positions): Promise<Dataset> {
      const inputs = new Float32Array(positions.length * inputSize)
      positions.forEach((position, i) => {
        const { pixels } = kept[position] as Kept
        pixels.forEach((value, k) => {
          inputs[i * inputSize + k] = value / 255
        })
      })
      return {
        inputs,
        labels: positions.map((position) => labels[position] as number),
        count: positions.length,
        inputSize,
        classes: classes.length,
      }
    },
  }
}

/**
 * Reads the images of a folder that has a folder for each class, channel by channel and row by row,
 * 0 for dark and 1 for bright.
 *
 * @param onProblem - called for every file and folder that does not fit, which is then left out; it
 *   may throw
 * @param most - numbers that are kept
 * @throws {VainError} `data/too-many` beyond, `data/unreadable`, `data/no-files`
 */
export async function readImages(
  schema: ImageSchema,
  folder: string,
  onProblem: (problem: FileProblem) => void,
  most: number = maxValues,
): Promise<ExampleSet> {
  const { files, strange } = findImages(folder, schema.classes)
  for (const file of strange) onProblem({ file, problem: 'is the folder of no class' })
  const inputSize = schema.width * schema.height * schema.channels
  const kept: Kept[] = []
  for (const file of files) {
    const read = readImage(schema, file)
    if ('problem' in read) {
      onProblem(read)
      continue
    }
    kept.push(read)
    assertFits(kept.length, inputSize, most)
  }
  return toSet(kept, schema, inputSize)
}
