import { bls12_381 } from '@noble/curves/bls12-381.js'
import { fromHex, toHex } from '@vain/base'
import { expect } from 'chai'
import { decodeG1, decodeG2, encodeG1, encodeG2 } from '../src/eip2537.ts'
import {
  blsAggregateKeys,
  blsAggregateSignatures,
  blsPublicKey,
  blsSign,
  blsVerify,
} from '../src/index.ts'
import { readVectors, secretOf } from './readVectors.ts'

type Sum = { publicKey: string; signature: string }
type Vectors = { message: string; signers: Sum[]; all: Sum; present: Sum }

const vectors = readVectors<Vectors>('bls')
const message = fromHex(vectors.message)
const keys = vectors.signers.map(({ publicKey }) => fromHex(publicKey))
const signatures = vectors.signers.map(({ signature }) => fromHex(signature))

describe('blsAggregateSignatures', () => {
  it('vector: sums of a second implementation', () => {
    expect(toHex(blsAggregateSignatures(signatures))).to.equal(vectors.all.signature)
    expect(toHex(blsAggregateSignatures(signatures.slice(0, -1)))).to.equal(
      vectors.present.signature,
    )
  })

  it('default: the sum of signatures verifies under the sum of keys', () => {
    const all = blsAggregateSignatures(signatures)
    expect(blsVerify(blsAggregateKeys(keys), message, all)).to.equal(true)
  })

  it('behavior: fails with a signer missing, one too many, one twice', () => {
    const key = blsAggregateKeys(keys)
    const [one = new Uint8Array()] = signatures
    for (const some of [signatures.slice(1), [...signatures, one], signatures.with(1, one)])
      expect(blsVerify(key, message, blsAggregateSignatures(some))).to.equal(false)
  })

  it('behavior: the order does not matter, one is its own sum', () => {
    expect(blsAggregateSignatures(signatures.toReversed())).to.deep.equal(
      blsAggregateSignatures(signatures),
    )
    expect(blsAggregateSignatures(signatures.slice(0, 1))).to.deep.equal(signatures[0])
  })

  it('error: nothing, a point that is none, a sum at infinity', () => {
    const [one = new Uint8Array()] = signatures
    expect(() => blsAggregateSignatures([]))
      .to.throw()
      .with.property('code', 'crypto/nothing-to-aggregate')
    const negated = encodeG1((decodeG1(one) as NonNullable<ReturnType<typeof decodeG1>>).negate())
    for (const bad of [
      [one, new Uint8Array(128)],
      [one, one.slice(1)],
      [one, negated],
    ])
      expect(() => blsAggregateSignatures(bad))
        .to.throw()
        .with.property('code', 'crypto/bad-point')
  })
})

describe('blsAggregateKeys', () => {
  it('vector: sums of a second implementation', () => {
    expect(toHex(blsAggregateKeys(keys))).to.equal(vectors.all.publicKey)
    expect(toHex(blsAggregateKeys(keys.slice(0, -1)))).to.equal(vectors.present.publicKey)
  })

  it('behavior: a made-up key signs for all, which is why proofs of possession are due', () => {
    const [honest = new Uint8Array()] = keys
    const secret = secretOf('07'.repeat(32))
    const honestPoint = decodeG2(honest) as NonNullable<ReturnType<typeof decodeG2>>
    const ownPoint = decodeG2(blsPublicKey(secret)) as typeof honestPoint
    const rogue = encodeG2(ownPoint.add(honestPoint.negate()))
    const key = blsAggregateKeys([honest, rogue])
    expect(blsVerify(key, message, blsSign(secret, message))).to.equal(true)
  })

  it('error: nothing, a point that is none, a sum at infinity', () => {
    const [one = new Uint8Array()] = keys
    expect(() => blsAggregateKeys([]))
      .to.throw()
      .with.property('code', 'crypto/nothing-to-aggregate')
    const negated = encodeG2(bls12_381.G2.Point.BASE.negate())
    for (const bad of [
      [one, new Uint8Array(256)],
      [one, one.slice(1)],
      [encodeG2(bls12_381.G2.Point.BASE), negated],
    ])
      expect(() => blsAggregateKeys(bad))
        .to.throw()
        .with.property('code', 'crypto/bad-point')
  })
})
