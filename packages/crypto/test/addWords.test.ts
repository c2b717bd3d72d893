import { expect } from 'chai'
import fc from 'fast-check'
import { addWords } from '../src/index.ts'

describe('addWords', () => {
  it('default: adds word by word in place', () => {
    const target = Uint32Array.of(1, 2, 3)
    addWords(target, Uint32Array.of(10, 20, 30))
    expect(target).to.deep.equal(Uint32Array.of(11, 22, 33))
  })

  it('behavior: wraps at 2³²', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff))), (pairs) => {
        const target = Uint32Array.from(pairs, ([a]) => a)
        addWords(
          target,
          Uint32Array.from(pairs, ([, b]) => b),
        )
        expect([...target]).to.deep.equal(
          pairs.map(([a, b]) => Number((BigInt(a) + BigInt(b)) % (1n << 32n))),
        )
      }),
    )
  })

  it('error: lengths differ', () => {
    const target = Uint32Array.of(1)
    expect(() => addWords(target, Uint32Array.of(1, 2)))
      .to.throw()
      .with.property('code', 'crypto/length-mismatch')
    expect(target).to.deep.equal(Uint32Array.of(1))
  })
})
