import { secp256k1 } from '@noble/curves/secp256k1.js'
import { concatBytes, fromHex, Secret, toHex, toUint } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { addressOf, keccak256, recoverAddress, signDigest } from '../src/index.ts'
import { readVectors, secretOf } from './readVectors.ts'

type Vectors = {
  sign: { case: string; key: string; address: string; digest: string; signature: string }[]
  recover: {
    case: string
    digest: string
    signature: string
    address: string
    recovers: boolean
  }[]
}

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const prime = 2n ** 256n - 2n ** 32n - 977n
const vectors = readVectors<Vectors>('ecdsa')
const digest = new Uint8Array(32).fill(3)
const signer = new Secret(new Uint8Array(32).fill(5))

function withLast(signature: Uint8Array, v: number): Uint8Array {
  return signature.with(64, v)
}

/** `recoverAddress` by another library. */
function slowAddress(anyDigest: Uint8Array, signature: Uint8Array): Uint8Array | undefined {
  const parity = (signature[64] as number) - 27
  if (parity !== 0 && parity !== 1) return undefined
  try {
    const rs = secp256k1.Signature.fromBytes(signature.subarray(0, 64), 'compact')
    if (rs.hasHighS()) return undefined
    const key = rs.addRecoveryBit(parity).recoverPublicKey(anyDigest).toBytes(false)
    return keccak256(key.subarray(1)).slice(12)
  } catch {
    return undefined
  }
}

describe('signDigest', () => {
  it('vector: RFC 6979, EIP-712 and known accounts', () => {
    for (const { case: name, key, digest, signature } of vectors.sign)
      expect(toHex(signDigest(secretOf(key), fromHex(digest))), name).to.equal(signature)
  })

  it('behavior: s is low, v is 27 or 28, the signer is recovered', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (anyDigest) => {
        const signature = signDigest(signer, anyDigest)
        expect(signature).to.have.length(65)
        expect(BigInt(toHex(signature.slice(32, 64))) <= order / 2n).to.equal(true)
        expect(signature[64]).to.be.oneOf([27, 28])
        expect(recoverAddress(anyDigest, signature)).to.deep.equal(addressOf(signer))
      }),
      { numRuns: 30 },
    )
  })

  it('error: a digest of the wrong length, a bad key', () => {
    for (const length of [0, 31, 33])
      expect(() => signDigest(signer, new Uint8Array(length)))
        .to.throw()
        .with.property('code', 'crypto/bad-length')
    expect(() => signDigest(new Secret(new Uint8Array(32)), digest))
      .to.throw()
      .with.property('code', 'crypto/bad-secret-key')
  })
})

describe('recoverAddress', () => {
  it('vector: Wycheproof; one v gives the address of a good signature, none of a bad one', () => {
    for (const { case: name, digest, signature, address, recovers } of vectors.recover) {
      const found = [27, 28].map((v) =>
        recoverAddress(fromHex(digest), concatBytes(fromHex(signature), Uint8Array.of(v))),
      )
      const matches = found.filter((one) => one !== undefined && toHex(one) === address)
      expect(matches.length, name).to.equal(recovers ? 1 : 0)
    }
  })

  it('behavior: agrees with a second library on any r, s and digest, and at the edges', () => {
    const edge = fc.constantFrom(
      ...[0n, 1n, 2n, order / 2n - 1n, order / 2n, order / 2n + 1n, order - 1n, order, order + 1n],
      // What r + n could wrap to, the field's prime, and all ones.
      ...[prime - order - 1n, prime - order, prime - 1n, prime, prime + 1n, 2n ** 256n - 1n],
    )
    const number = fc.oneof(edge, fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }))
    fc.assert(
      fc.property(number, number, number, fc.constantFrom(26, 27, 28, 29), (r, s, e, v) => {
        const signature = concatBytes(toUint(r, 256), toUint(s, 256), Uint8Array.of(v))
        const anyDigest = toUint(e, 256)
        expect(recoverAddress(anyDigest, signature)).to.deep.equal(
          slowAddress(anyDigest, signature),
        )
      }),
      { numRuns: 500 },
    )
  })

  it('behavior: a signature whose key would be the point at infinity is refused', () => {
    // s·R = e·G with R = G: r is the x of G, s = e.
    const x = secp256k1.Point.BASE.toBytes(true).slice(1)
    const e = toUint(7, 256)
    for (const v of [27, 28]) {
      const signature = concatBytes(x, e, Uint8Array.of(v))
      expect(recoverAddress(e, signature)).to.deep.equal(slowAddress(e, signature))
    }
    expect(recoverAddress(e, concatBytes(x, e, Uint8Array.of(27)))).to.equal(undefined)
  })

  it('behavior: the other half of s is refused with either v', () => {
    const signature = signDigest(signer, digest)
    const high = order - BigInt(toHex(signature.slice(32, 64)))
    for (const v of [27, 28])
      expect(
        recoverAddress(
          digest,
          concatBytes(signature.slice(0, 32), toUint(high, 256), Uint8Array.of(v)),
        ),
      ).to.equal(undefined)
  })

  it('behavior: the other v gives another address', () => {
    const signature = signDigest(signer, digest)
    const other = recoverAddress(digest, withLast(signature, signature[64] === 27 ? 28 : 27))
    expect(other).to.have.length(20)
    expect(other).to.not.deep.equal(addressOf(signer))
  })

  it('behavior: any v but 27 and 28 is refused', () => {
    const signature = signDigest(signer, digest)
    for (let v = 0; v < 256; v++)
      if (v !== 27 && v !== 28)
        expect(recoverAddress(digest, withLast(signature, v)), `${v}`).to.equal(undefined)
  })

  it('behavior: v 29 and 30 are refused even where r + n is the x of a point', () => {
    // Every other r below p - n is such a one.
    for (let r = 1; r <= 16; r++)
      for (const v of [29, 30])
        expect(
          recoverAddress(digest, concatBytes(toUint(r, 256), toUint(7, 256), Uint8Array.of(v))),
        ).to.equal(undefined)
  })

  it('behavior: wrong lengths, r and s out of range are refused', () => {
    const signature = signDigest(signer, digest)
    const [r, s] = [signature.slice(0, 32), signature.slice(32, 64)]
    const tail = signature.slice(64)
    const zero = new Uint8Array(32)
    for (const bad of [
      new Uint8Array(),
      signature.slice(0, 64),
      concatBytes(signature, zero),
      concatBytes(zero, s, tail),
      concatBytes(r, zero, tail),
      concatBytes(toUint(order, 256), s, tail),
      concatBytes(r, toUint(order, 256), tail),
      // No point of the curve has this x.
      concatBytes(toUint(5, 256), s, tail),
    ])
      expect(recoverAddress(digest, bad), toHex(bad)).to.equal(undefined)
    expect(recoverAddress(digest.slice(1), signature)).to.equal(undefined)
  })

  it('behavior: never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.uint8Array({ maxLength: 70 }), (a, b) => {
        const address = recoverAddress(a, b)
        expect(address?.length ?? 20).to.equal(20)
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (rs) => {
        recoverAddress(digest, concatBytes(rs, Uint8Array.of(27)))
      }),
    )
  })
})
