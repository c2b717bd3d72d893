import { fromHex, Secret, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { divide, multiply } from '../src/field.ts'
import { combineShares, createCombiner, splitSecret } from '../src/index.ts'
import { readVectors, reveal, secretOf } from './readVectors.ts'
import { slowInverse, slowProduct } from './slowField.ts'

type Vectors = {
  cases: { secret: string; threshold: number; xs: number[]; random: string; shares: string[] }[]
}
type Share = { x: number; share: Secret<Uint8Array> }

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })
const places = fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { minLength: 1, maxLength: 12 })

/** A deal with everything drawn by fast-check, the polynomials as well. */
const deal = places.chain((xs) =>
  fc.integer({ min: 1, max: xs.length }).chain((threshold) =>
    fc.record({
      xs: fc.constant(xs),
      threshold: fc.constant(threshold),
      secret: bytes32,
      random: fc.uint8Array({ minLength: 32 * threshold - 32, maxLength: 32 * threshold - 32 }),
      order: fc.shuffledSubarray(xs, { minLength: threshold, maxLength: threshold }),
    }),
  ),
)

function split(
  secret: Uint8Array,
  threshold: number,
  xs: readonly number[],
  random: Uint8Array,
): Share[] {
  const shares = splitSecret(new Secret(secret), threshold, xs, () => random)
  return shares.map((share, i) => ({ x: xs[i] as number, share }))
}

/** Lagrange's weight at zero, worked out anew. */
function weight(x: number, xs: readonly number[]): number {
  return xs
    .filter((other) => other !== x)
    .reduce((product, other) => multiply(product, divide(other, other ^ x)), 1)
}

function limb(secret: Secret<Uint8Array>, i: number): number {
  return new DataView(reveal(secret).slice().buffer).getUint16(2 * i, true)
}

describe('splitSecret', () => {
  it('vector: shares of a second implementation', () => {
    for (const { secret, threshold, xs, random, shares } of readVectors<Vectors>('shamir').cases) {
      const made = split(fromHex(secret), threshold, xs, fromHex(random))
      expect(made.map(({ share }) => toHex(reveal(share)))).to.deep.equal(shares)
    }
  })

  it('behavior: shares are values of the polynomials, worked out without tables', () => {
    fc.assert(
      fc.property(deal, ({ xs, threshold, secret, random }) => {
        const coefficients = new DataView(Uint8Array.of(...secret, ...random).buffer)
        const shares = split(secret, threshold, xs, random.subarray(0, 32 * threshold - 32))
        for (const { x, share } of shares)
          for (let i = 0; i < 16; i++) {
            let value = 0
            for (let k = threshold - 1; k >= 0; k--)
              value = slowProduct(value, x) ^ coefficients.getUint16(32 * k + 2 * i, true)
            expect(limb(share, i)).to.equal(value)
          }
      }),
    )
  })

  it('behavior: asks for as many random bytes as the polynomials need', () => {
    const asked: number[] = []
    splitSecret(new Secret(new Uint8Array(32)), 4, [1, 2, 3, 4, 5], (length) => {
      asked.push(length)
      return new Uint8Array(length)
    })
    expect(asked).to.deep.equal([96])
  })

  it('error: thresholds and places out of range', () => {
    const attempt = (threshold: number, xs: number[]) => () =>
      splitSecret(new Secret(new Uint8Array(32)), threshold, xs, (n) => new Uint8Array(n))
    for (const threshold of [0, -1, 1.5, 4, Number.NaN])
      expect(attempt(threshold, [1, 2, 3]), `${threshold}`)
        .to.throw()
        .with.property('code', 'crypto/bad-threshold')
    for (const xs of [[], [0], [65_536], [1, 1], [1.5], [-1], [Number.NaN]])
      expect(attempt(1, xs), `${xs}`).to.throw().with.property('code', 'crypto/bad-place')
  })

  it('error: a secret of the wrong length, a random source that gives too little', () => {
    for (const call of [
      () => splitSecret(new Secret(new Uint8Array(31)), 1, [1], (n) => new Uint8Array(n)),
      () => splitSecret(new Secret(new Uint8Array(32)), 2, [1, 2], () => new Uint8Array(31)),
      () => splitSecret(new Secret(new Uint8Array(32)), 2, [1, 2], () => new Uint8Array()),
    ])
      expect(call).to.throw().with.property('code', 'crypto/bad-length')
  })
})

describe('createCombiner', () => {
  it('default: one combiner serves many secrets', () => {
    const combiner = createCombiner([7, 2, 900])
    for (const fill of [0, 1, 255]) {
      const secret = new Uint8Array(32).fill(fill)
      const shares = split(secret, 3, [7, 2, 900], new Uint8Array(64).fill(9))
      const combined = combiner.combine(shares.map(({ share }) => share))
      expect(reveal(combined)).to.deep.equal(secret)
    }
  })

  it('behavior: any bytes combine as Lagrange says, worked out without tables', () => {
    const held = places.chain((xs) =>
      fc.tuple(fc.constant(xs), fc.array(bytes32, { minLength: xs.length, maxLength: xs.length })),
    )
    fc.assert(
      fc.property(held, ([xs, values]) => {
        const weights = xs.map((x) =>
          xs
            .filter((other) => other !== x)
            .reduce((w, other) => slowProduct(w, slowProduct(other, slowInverse(other ^ x))), 1),
        )
        const shares = values.map((value) => new Secret(value))
        const combined = createCombiner(xs).combine(shares)
        for (let i = 0; i < 16; i++)
          expect(limb(combined, i)).to.equal(
            shares.reduce((sum, share, j) => sum ^ slowProduct(limb(share, i), weights[j] ?? 0), 0),
          )
      }),
    )
  })

  it('error: more or fewer shares than places', () => {
    const share = new Secret(new Uint8Array(32))
    for (const shares of [[], [share], [share, share, share]])
      expect(() => createCombiner([1, 2]).combine(shares))
        .to.throw()
        .with.property('code', 'crypto/length-mismatch')
  })
})

describe('combineShares', () => {
  it('default: any shares at the threshold give back the secret, in any order', () => {
    fc.assert(
      fc.property(deal, ({ xs, threshold, secret, random, order }) => {
        const shares = split(secret, threshold, xs, random)
        const chosen = order.map((x) => shares.find((share) => share.x === x) as Share)
        expect(reveal(combineShares(chosen))).to.deep.equal(secret)
        expect(reveal(combineShares(shares)), 'more than needed').to.deep.equal(secret)
      }),
    )
  })

  it('behavior: shares below the threshold fit any other secret', () => {
    fc.assert(
      fc.property(deal, bytes32, ({ xs, threshold, secret, random, order }, other) => {
        const known = split(secret, threshold, xs, random).filter(({ x }) =>
          order.slice(1).includes(x),
        )
        const x = order[0] as number
        const used = [...known.map((share) => share.x), x]
        // The share at x that turns the known ones into shares of the other secret.
        const missing = new Uint8Array(32)
        const view = new DataView(missing.buffer)
        for (let i = 0; i < 16; i++) {
          const sum = known.reduce(
            (left, share) => left ^ multiply(limb(share.share, i), weight(share.x, used)),
            limb(new Secret(other), i),
          )
          view.setUint16(2 * i, divide(sum, weight(x, used)), true)
        }
        const forged = combineShares([...known, { x, share: new Secret(missing) }])
        expect(reveal(forged)).to.deep.equal(other)
      }),
    )
  })

  it('behavior: with two of three shares known, the third takes each secret exactly once', () => {
    const known = [
      { x: 4, share: new Secret(new Uint8Array(32).fill(0xa5)) },
      { x: 900, share: new Secret(new Uint8Array(32).fill(0x3c)) },
    ]
    const secrets = new Set<number>()
    // 16 limbs at a time: all 65,536 values of the third share's limb.
    for (let start = 0; start < 65_536; start += 16) {
      const share = new Uint8Array(32)
      const view = new DataView(share.buffer)
      for (let i = 0; i < 16; i++) view.setUint16(2 * i, start + i, true)
      const secret = combineShares([...known, { x: 65_535, share: new Secret(share) }])
      for (let i = 0; i < 16; i++) secrets.add(limb(secret, i))
    }
    expect(secrets.size).to.equal(65_536)
  })

  it('behavior: an altered share changes the secret', () => {
    const secret = new Uint8Array(32).fill(1)
    const [first, second] = split(secret, 2, [1, 2], new Uint8Array(32).fill(7)) as [Share, Share]
    const altered = reveal(second.share).slice()
    altered[31] = (altered[31] as number) ^ 1
    const combined = combineShares([first, { x: 2, share: new Secret(altered) }])
    expect(reveal(combined)).to.not.deep.equal(secret)
  })

  it('error: no shares, places out of range or twice, shares of the wrong length', () => {
    const share = new Secret(new Uint8Array(32))
    for (const xs of [[], [0], [65_536], [3, 3], [0.5]])
      expect(() => combineShares(xs.map((x) => ({ x, share }))), `${xs}`)
        .to.throw()
        .with.property('code', 'crypto/bad-place')
    expect(() => combineShares([{ x: 1, share: secretOf('0x00') }]))
      .to.throw()
      .with.property('code', 'crypto/bad-length')
  })
})
