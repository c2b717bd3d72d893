import { expect } from 'chai'
import { createScale } from '../../../../src/shared/ui/charts/scale.ts'
import { nearestOf, pathOf, placesOf, valueAt } from '../../../../src/shared/ui/charts/series.ts'

const points = [
  { x: 1, y: 10 },
  { x: 2, y: 20 },
  { x: 4, y: 0 },
]
const line = { name: 'loss', points }
const steps = { name: 'votes', points, holds: true }
const x = createScale([0, 4], 0, 40)
const y = createScale([0, 20], 20, 0)

describe('pathOf', () => {
  it('default: goes from point to point', () => {
    expect(pathOf(line, x, y)).to.equal('M10 10L20 0L40 20')
  })

  it('behavior: goes in steps where values hold, and on to the end', () => {
    const longer = createScale([0, 5], 0, 50)
    expect(pathOf(steps, longer, y)).to.equal('M10 10H20V0H40V20H50')
    const one = { name: 'one', points: [{ x: 1, y: 10 }], holds: true }
    expect(pathOf(one, longer, y)).to.equal('M10 10H50')
  })

  it('behavior: is empty for a point alone', () => {
    expect(pathOf({ name: 'one', points: [{ x: 1, y: 1 }] }, x, y)).to.equal('')
  })
})

describe('valueAt', () => {
  it('default: is what stands at a place, and nothing between', () => {
    expect([1, 2, 3, 4, 5].map((at) => valueAt(line, at))).to.deep.equal([
      10,
      20,
      undefined,
      0,
      undefined,
    ])
  })

  it('behavior: holds until the next value where it does', () => {
    expect([0, 1, 3, 5].map((at) => valueAt(steps, at))).to.deep.equal([undefined, 10, 20, 0])
  })
})

describe('placesOf and nearestOf', () => {
  it('default: all places of all lines, once each and ascending', () => {
    expect(
      placesOf([
        line,
        {
          name: 'b',
          points: [
            { x: 3, y: 0 },
            { x: 4, y: 1 },
          ],
        },
      ]),
    ).to.deep.equal([1, 2, 3, 4])
  })

  it('default: the place that is nearest', () => {
    expect([0, 1.4, 1.6, 3.5, 9].map((value) => nearestOf([1, 2, 4], value))).to.deep.equal([
      0, 0, 1, 2, 2,
    ])
  })
})
