import { expect } from 'chai'
import { exampleDigits } from '../../../src/features/lineage/queries/exampleDigits.ts'
import { renderDigit } from '../../../src/features/lineage/queries/renderDigit.ts'
import { compareModels } from '../../../src/features/lineage/worker/compareModels.ts'

describe('compareModels', () => {
  it('default: norms, and the parameter that differs most', () => {
    const first = Float32Array.of(3, 4, 0)
    const second = Float32Array.of(3, 1, 1)
    expect(compareModels(first, second)).to.deep.equal({
      parameters: 3,
      norms: [5, Math.sqrt(11), Math.sqrt(10)],
      most: { index: 1, by: -3 },
    })
    expect(compareModels(first, first).norms[2]).to.equal(0)
  })
})

describe('renderDigit', () => {
  const centre = (image: Float32Array): number[] => {
    const mass = image.reduce((sum, ink) => sum + ink, 0)
    const mean = (place: (i: number) => number): number =>
      image.reduce((sum, ink, i) => sum + ink * (place(i) + 0.5), 0) / mass
    return [mean((i) => i % 28), mean((i) => Math.floor(i / 28))]
  }

  it('default: 28 × 28 of ink between 0 and 1, its centre of mass in the middle', () => {
    for (const [digit, strokes] of exampleDigits.entries()) {
      const image = renderDigit(strokes)
      expect(image).to.have.length(784)
      expect(Math.max(...image), `${digit}`).to.equal(1)
      expect(Math.min(...image)).to.equal(0)
      for (const mean of centre(image)) expect(mean).to.be.closeTo(14, 0.25)
    }
  })

  it('behavior: where and how large it was drawn makes no difference', () => {
    const strokes = exampleDigits[4] ?? []
    const moved = strokes.map((stroke) => stroke.map(([x, y]) => [3 * x + 70, 3 * y - 9] as const))
    const [a, b] = [renderDigit(strokes), renderDigit(moved)]
    a.forEach((ink, i) => {
      expect(ink).to.be.closeTo(b[i] ?? 9, 1e-4)
    })
  })

  it('behavior: nothing drawn is blank, and a dot is a dot', () => {
    expect(Math.max(...renderDigit([]))).to.equal(0)
    expect(renderDigit([[[5, 5]]]).filter((ink) => ink > 0).length).to.be.within(4, 16)
  })
})
