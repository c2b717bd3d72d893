import { compared, type Figure } from '../../../scripts/bench/figure.ts'
import { meanOf } from '../../../scripts/bench/statistics.ts'
import { bestCorrelation, correlate, invertDense } from '../inversion/invert.ts'
import { drawGrid } from '../inversion/picture.ts'
import {
  digitOf,
  drawDigits,
  maskOnce,
  openSumOf,
  rowsOf,
  sendGradient,
  sendTrained,
} from '../inversion/victims.ts'

const draws = 30
const sizes = [1, 2, 5, 20]

type Seen = {
  readonly sum: Int32Array
  readonly victim: Float32Array
  readonly stranger: Float32Array
}

/** A sum over `count` members with `digits` digits each; the last digit drawn is in none of them. */
async function see(
  send: typeof sendGradient,
  count: number,
  digits: number,
  draw: number,
): Promise<Seen> {
  const all = await drawDigits(count * digits + 1, `inversion/${draw}`)
  const words: Uint32Array[] = []
  for (let member = 0; member < count; member++) {
    words.push(await send(rowsOf(all, member * digits, digits)))
  }
  const imageOf = (row: number): Float32Array => digitOf(all, row).inputs
  return { sum: openSumOf(words), victim: imageOf(0), stranger: imageOf(all.count - 1) }
}

async function measure(
  name: string,
  send: typeof sendGradient,
  count: number,
  digits: number,
): Promise<Figure[]> {
  const seen: Seen[] = []
  for (let draw = 0; draw < draws; draw++) seen.push(await see(send, count, digits, draw))
  const of = (show: (sum: Int32Array, image: Float32Array) => number): Figure['value'][] => [
    meanOf(seen.map(({ sum, victim }) => Math.abs(show(sum, victim)))),
    meanOf(seen.map(({ sum, stranger }) => Math.abs(show(sum, stranger)))),
  ]
  const [all = 0, allStranger = 0] = of((sum, image) => correlate(invertDense(sum), image))
  const [best = 0, bestStranger = 0] = of(bestCorrelation)
  const reference = 'a digit that is not in it'
  return [
    compared(
      { name: `robustness/inversion/least-squares/${name}`, value: all, unit: 'correlation' },
      { name: reference, value: allStranger },
    ),
    compared(
      { name: `robustness/inversion/best-guess/${name}`, value: best, unit: 'correlation' },
      { name: reference, value: bestStranger },
    ),
  ]
}

/** How much of one real digit shows in what an aggregator sees, over thirty draws. */
export async function benchInversion(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const count of sizes)
    figures.push(...(await measure(`gradient of 1 digit,n=${count}`, sendGradient, count, 1)))
  for (const count of [1, 5])
    figures.push(...(await measure(`gradient of 50 digits,n=${count}`, sendGradient, count, 50)))
  for (const count of [1, 5])
    figures.push(...(await measure(`adam over 1 digit,n=${count}`, sendTrained, count, 1)))
  figures.push(...(await measure('adam over 50 digits,n=1', sendTrained, 1, 50)))
  let draw = 0
  const masked: typeof sendGradient = async (data) =>
    new Uint32Array(maskOnce(await sendGradient(data), `figure/${draw++}`).buffer)
  figures.push(...(await measure('masked gradient of 1 digit', masked, 1, 1)))
  return figures
}

/** Eight digits; what their gradients show alone, in sums of 2, 5 and 20, and under a mask. */
export async function drawInversion(): Promise<Uint8Array> {
  const digits = await drawDigits(8 * 20, 'picture')
  const words: Uint32Array[] = []
  for (let row = 0; row < digits.count; row++) words.push(await sendGradient(digitOf(digits, row)))
  const columns = [...Array(8).keys()]
  const summed = (count: number): Float64Array[] =>
    columns.map((c) => invertDense(openSumOf(words.slice(20 * c, 20 * c + count))))
  return drawGrid([
    columns.map((c) => digitOf(digits, 20 * c).inputs),
    ...sizes.map(summed),
    columns.map((c) => invertDense(maskOnce(words[20 * c] as Uint32Array, `picture/${c}`))),
  ])
}
