import { expect } from 'chai'
import fc from 'fast-check'
import { scalePicture } from '../../src/images/scalePicture.ts'
import { toPixels } from '../../src/images/toPixels.ts'
import type { ImageSchema } from '../../src/policy/policy.ts'

const schemaOf = (width: number, height: number, channels: 1 | 3 = 1): ImageSchema => ({
  ...{ kind: 'images', width, height, channels, classes: ['a', 'b'] },
})

const picture = (width: number, places: readonly (readonly number[])[]) => ({
  ...{ width, height: places.length / width, data: Uint8Array.from(places.flat()) },
})

const grey = (value: number): number[] => [value, value, value, 255]

describe('toPixels', () => {
  it('default: channels one after the other, or brightness', () => {
    const two = picture(2, [
      [255, 0, 10, 255],
      [0, 255, 20, 255],
    ])
    expect(toPixels(schemaOf(2, 1, 3), two)).to.deep.equal(Uint8Array.of(255, 0, 0, 255, 10, 20))
    expect(toPixels(schemaOf(2, 1), two)).to.deep.equal(Uint8Array.of(77, 152))
  })

  it('behavior: what is not opaque lies over white', () => {
    const seen = picture(3, [
      [0, 0, 0, 0],
      [0, 0, 0, 51],
      [100, 100, 100, 255],
    ])
    expect(toPixels(schemaOf(3, 1), seen)).to.deep.equal(Uint8Array.of(255, 204, 100))
  })

  it('behavior: another size is no example, unless the schema scales it', () => {
    const two = picture(2, [grey(10), grey(30)])
    expect(toPixels(schemaOf(1, 1), two)).to.equal(undefined)
    const scaled = { ...schemaOf(4, 2), otherSizes: 'scale' } as const
    expect(toPixels(scaled, two)).to.deep.equal(Uint8Array.of(10, 10, 30, 30, 10, 10, 30, 30))
  })
})

describe('scalePicture', () => {
  it('default: the mean of what a place covers, also in part', () => {
    const three = picture(3, [grey(0), grey(90), grey(240)])
    const bright = ({ data }: { data: Uint8Array }) => [...data].filter((_, i) => i % 4 === 0)
    // Each of two places covers one and a half.
    const wide = picture(3, [grey(0), grey(90), grey(240), grey(0), grey(90), grey(240)])
    expect(bright(scalePicture({ ...wide }, 3, 2))).to.deep.equal([0, 90, 240, 0, 90, 240])
    const square = picture(
      3,
      Array.from({ length: 9 }, (_, i) => grey([0, 90, 240][i % 3] ?? 0)),
    )
    expect(bright(scalePicture(square, 2, 2))).to.deep.equal([30, 190, 30, 190])
    // Of a wider image the middle counts.
    expect(bright(scalePicture(three, 1, 1))).to.deep.equal([90])
  })

  it('behavior: an even colour stays, whatever the sizes', () => {
    const side = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.nat(255),
        (width, height, toWidth, toHeight, value) => {
          const even = picture(
            width,
            Array.from({ length: width * height }, () => grey(value)),
          )
          const { data } = scalePicture(even, toWidth, toHeight)
          expect(data.every((one, i) => one === (i % 4 === 3 ? 255 : value))).to.equal(true)
        },
      ),
      { numRuns: 50 },
    )
  })
})
