import { expect } from 'chai'
import type { Sample } from '../../../scripts/soak/book.ts'
import { growthOf, type Point } from '../../../scripts/soak/growth.ts'
import { judge, measures } from '../../../scripts/soak/judge.ts'

/** Noise that is the same every time: of a mean of 0, between −1 and 1. */
const noise = (i: number): number => Math.sin(12.9898 * (i + 1)) * Math.cos(78.233 * i)

const line = (slope: number, count: number, wild = 0): Point[] =>
  Array.from({ length: count }, (_, i) => [i, 50 + slope * i + noise(i) + (i % 7 === 3 ? wild : 0)])

const widthOf = (points: readonly Point[]): number => {
  const { low, high } = growthOf([points]) ?? { low: 0, high: 0 }
  return high - low
}

describe('growthOf', () => {
  it('default: finds the slope, in an interval that holds it', () => {
    const { slope, low, high } = growthOf([line(0.5, 60)]) ?? { slope: 0, low: 0, high: 0 }
    expect(slope).to.be.closeTo(0.5, 0.02)
    expect(low).to.be.below(0.5)
    expect(high).to.be.above(0.5)
    expect(high - low).to.be.below(0.1)
  })

  it('behavior: wild values do not move it', () => {
    expect(growthOf([line(0.5, 60, 40)])?.slope).to.be.closeTo(0.5, 0.05)
  })

  it('behavior: no slope is taken from one process to the next', () => {
    const later = line(0, 30).map(([x, y]): Point => [x + 30, y + 1_000])
    expect(growthOf([line(0, 30), later])?.slope).to.be.closeTo(0, 0.02)
  })

  it('behavior: what goes on as it was before says less', () => {
    const wave = Array.from({ length: 60 }, (_, i): Point => [i, Math.sin(i / 4)])
    const mixed = wave.map(([x], i): Point => [x, Math.sin(((37 * i) % 60) / 4)])
    const [wide, narrow] = [widthOf(wave), widthOf(mixed)]
    expect(wide).to.be.above(2 * narrow)
  })

  it('error: a single point has no slope', () => {
    expect(growthOf([[[1, 1]]])).to.equal(undefined)
  })
})

describe('judge', () => {
  const samplesOf = (heapOf: (version: number) => number, count: number): Sample[] =>
    Array.from({ length: count }, (_, i) => ({
      ...{ version: 10 * (i + 1), at: 20_000 * i, name: 'node-0', pid: 7 },
      ...{ rss: 2 ** 28, anonymous: 2 ** 27, handles: 40, sockets: 20, threads: 11, disk: 2 ** 20 },
      ...{ heapUsed: heapOf(10 * (i + 1)) * 2 ** 20, external: 2 ** 20, arrayBuffers: 0 },
    }))
  const bound = measures.find(({ name }) => name === 'heap')?.bound ?? 0
  const wordOf = (heapOf: (version: number) => number, count = 100): string | undefined =>
    judge(samplesOf(heapOf, count)).find(({ measure }) => measure.name === 'heap')?.says

  it('default: what stays holds, what leaks grows', () => {
    expect(wordOf((version) => 90 + noise(version))).to.equal('holds')
    expect(wordOf((version) => 90 + noise(version) + (2 * bound * version) / 1_000)).to.equal(
      'grows',
    )
  })

  it('behavior: caches that fill in the first rounds are no leak', () => {
    expect(wordOf((version) => 90 + 40 * Math.min(1, version / 100), 30)).to.equal('holds')
  })

  it('behavior: of few samples, or of the first rounds alone, nobody can tell', () => {
    expect(wordOf(() => 90, 9)).to.equal('open')
    expect(wordOf(() => 90, 18)).to.equal('open')
    expect(wordOf(() => 90, 20)).to.equal('holds')
  })

  it('behavior: at its bound nobody can tell', () => {
    expect(wordOf((version) => 90 + noise(version) + (bound * version) / 1_000)).to.equal('open')
  })
})
