import { expect } from 'chai'
import { seededBytes } from '../federation/draws.ts'
import { bestCorrelation, correlate, invertDense } from './invert.ts'
import {
  digitOf,
  drawDigits,
  maskOnce,
  openSumOf,
  rowsOf,
  sendGradient,
  sendTrained,
} from './victims.ts'

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

describe('gradient inversion', () => {
  it('behavior: one unmasked gradient of one digit is that digit', async () => {
    const digits = await drawDigits(10, 'one')
    for (let row = 0; row < digits.count; row++) {
      const digit = digitOf(digits, row)
      const seen = openSumOf([await sendGradient(digit)])
      expect(correlate(invertDense(seen), digit.inputs)).to.be.above(0.99)
    }
  })

  it('behavior: one unmasked step of Adam on one digit is its silhouette', async () => {
    const digits = await drawDigits(10, 'silhouette')
    const correlations: number[] = []
    for (let row = 0; row < digits.count; row++) {
      const digit = digitOf(digits, row)
      const seen = openSumOf([await sendTrained(digit)])
      correlations.push(correlate(invertDense(seen), digit.inputs))
    }
    expect(mean(correlations)).to.be.above(0.85)
  })

  it('behavior: a masked gradient of one digit shows no more than random words do', async () => {
    const digits = await drawDigits(40, 'masked')
    const [shown, random]: number[][] = [[], []]
    for (let row = 0; row < digits.count; row++) {
      const digit = digitOf(digits, row)
      const words = await sendGradient(digit)
      const noise = new Int32Array(seededBytes(`noise/${row}`)(4 * words.length).slice().buffer)
      shown?.push(correlate(invertDense(maskOnce(words, `mask/${row}`)), digit.inputs))
      random?.push(correlate(invertDense(noise), digit.inputs))
      // Four times the deviation of a correlation of 784 independent pairs.
      expect(bestCorrelation(maskOnce(words, `mask/${row}`), digit.inputs)).to.be.below(0.2)
    }
    const bound = 4 / Math.sqrt(784 * digits.count)
    expect(Math.abs(mean(shown ?? []))).to.be.below(bound)
    expect(Math.abs(mean(random ?? []))).to.be.below(bound)
  })

  it('behavior: the more digits in a sum, the less it shows of one', async () => {
    const digits = await drawDigits(20, 'sum')
    const words = await Promise.all(
      Array.from({ length: digits.count }, (_, row) => sendGradient(digitOf(digits, row))),
    )
    const shownIn = (count: number): number =>
      correlate(invertDense(openSumOf(words.slice(0, count))), digitOf(digits, 0).inputs)
    expect(shownIn(1)).to.be.above(0.99)
    expect(shownIn(5)).to.be.below(0.9)
    expect(shownIn(20)).to.be.below(0.6)
  })

  it('behavior: a sum of five gradients of one digit each still shows one to its hidden units', async () => {
    const digits = await drawDigits(5, 'units')
    const rows = [...Array(digits.count).keys()]
    const words = await Promise.all(rows.map((row) => sendGradient(digitOf(digits, row))))
    const sum = openSumOf(words)
    const shown = rows.map((row) => bestCorrelation(sum, digitOf(digits, row).inputs))
    // A limit of masks, not a promise of theirs: what hides single examples is noise.
    expect(mean(shown)).to.be.above(0.9)
  })

  it('behavior: five members with fifty digits each show no more of theirs than of another', async () => {
    const [theirs, others]: number[][] = [[], []]
    for (let draw = 0; draw < 8; draw++) {
      const digits = await drawDigits(251, `fifty/${draw}`)
      const words: Uint32Array[] = []
      for (let member = 0; member < 5; member++)
        words.push(await sendGradient(rowsOf(digits, 50 * member, 50)))
      const sum = openSumOf(words)
      theirs?.push(bestCorrelation(sum, digitOf(digits, 0).inputs))
      others?.push(bestCorrelation(sum, digitOf(digits, 250).inputs))
    }
    expect(mean(theirs ?? []) - mean(others ?? [])).to.be.within(-0.2, 0.2)
  })
})
