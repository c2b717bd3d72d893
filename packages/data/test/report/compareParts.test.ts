import { expect } from 'chai'
import { compareParts, drawParts } from '../../src/index.ts'

const labels = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1)
const origins = Int32Array.of(0, 1, 2, 3, 3, 3, 3, 3)
const half = Int32Array.of(0, 1, 4, 5)

describe('compareParts', () => {
  it('default: parts that are alike', () => {
    const report = compareParts({ labels, origins }, [half, Int32Array.of(2, 3, 6, 7)], 2)
    expect(report).to.deep.equal({
      parts: [
        { examples: 4, classes: [2, 2], origins: 3, distance: 0 },
        { examples: 4, classes: [2, 2], origins: 2, distance: 0 },
      ],
      sizeRatio: 1,
      meanDistance: 0,
      meanPairDistance: 0,
    })
  })

  it('behavior: parts that have nothing in common, of other sizes', () => {
    const parts = [Int32Array.of(0, 1, 2), Int32Array.of(4)]
    const report = compareParts({ labels, origins }, parts, 2)
    expect(report.parts.map(({ distance }) => distance)).to.deep.equal([0.25, 0.75])
    expect(report).to.deep.include({ sizeRatio: 3, meanPairDistance: 1, meanDistance: 0.375 })
  })

  it('behavior: examples without classes have sizes and origins only', () => {
    const report = compareParts({ labels: undefined, origins }, [half, half], 2)
    expect(report).to.deep.include({ meanDistance: undefined, meanPairDistance: undefined })
    expect(report.parts[0]?.origins).to.equal(3)
  })
})

describe('drawParts', () => {
  const widths = (svg: string): number[] =>
    [...svg.matchAll(/<rect x="[\d.]+" y="\d+" width="([\d.]+)" height="18"/g)].map(([, width]) =>
      Number(width),
    )

  it('default: bars as long as the parts, cut where the classes change; names escaped', () => {
    const parts = [half, Int32Array.of(6, 7)]
    const svg = drawParts('a < b', ['<x>', 'y'], compareParts({ labels, origins }, parts, 2))
    expect(widths(svg)).to.deep.equal([280, 280, 280])
    expect(svg).to.include('a &#60; b').and.to.include('&#60;x&#62;')
    expect(svg).not.to.include('<x>')
  })

  it('behavior: without classes one bar a part and no legend', () => {
    const report = compareParts({ labels: undefined, origins }, [half, half], 2)
    const svg = drawParts('text', ['a', 'b'], report)
    expect(widths(svg)).to.deep.equal([560, 560])
    expect(svg).not.to.include('>a<')
  })
})
