import { fromHex, fromText, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import {
  blsProve,
  blsSign,
  blsSignBasic,
  blsVerify,
  blsVerifyBasic,
  blsVerifyProof,
} from '../src/index.ts'
import { listVectors, readVectors, secretOf } from './readVectors.ts'

type Signer = {
  secretKey: string
  publicKey: string
  signature: string
  proofMessage: string
  proof: string
}
type Bad = { why: string; publicKey: string; message: string; signature: string }

const vectors = readVectors<{ message: string; signers: [Signer, Signer, Signer, Signer] }>('bls')
const message = fromHex(vectors.message)
const [first, second] = vectors.signers

describe('blsSign', () => {
  it('vector: signatures and proofs of a second implementation', () => {
    for (const { secretKey, signature, proofMessage, proof } of vectors.signers) {
      expect(toHex(blsSign(secretOf(secretKey), message))).to.equal(signature)
      expect(toHex(blsProve(secretOf(secretKey), fromHex(proofMessage)))).to.equal(proof)
    }
  })
})

describe('blsVerify', () => {
  it('default: accepts the signer, refuses another key', () => {
    expect(blsVerify(fromHex(first.publicKey), message, fromHex(first.signature))).to.equal(true)
    expect(blsVerify(fromHex(second.publicKey), message, fromHex(first.signature))).to.equal(false)
  })

  it('behavior: messages of any length', () => {
    for (const text of ['', 'a', 'a'.repeat(300)]) {
      const signature = blsSign(secretOf(first.secretKey), fromText(text))
      expect(blsVerify(fromHex(first.publicKey), fromText(text), signature)).to.equal(true)
      expect(blsVerify(fromHex(first.publicKey), fromText(`${text}b`), signature)).to.equal(false)
    }
  })

  const bad = listVectors('bls_bad_')
  it('vector: there are malicious ones', () => {
    expect(bad.length).to.be.greaterThan(15)
  })
  for (const name of bad) {
    const { why, publicKey, message, signature } = readVectors<Bad>(name)
    it(`vector: ${name} is refused. ${why}`, () => {
      expect(blsVerify(fromHex(publicKey), fromHex(message), fromHex(signature))).to.equal(false)
    })
  }

  it('behavior: never throws, whatever the bytes', () => {
    const key = fromHex(first.publicKey)
    const signature = fromHex(first.signature)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(blsVerify(bytes, message, signature)).to.equal(false)
        expect(blsVerify(key, message, bytes)).to.equal(false)
      }),
      { numRuns: 30 },
    )
    fc.assert(
      fc.property(fc.nat(127), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = signature.with(at, (signature[at] as number) ^ change)
        expect(blsVerify(key, message, changed)).to.equal(false)
      }),
      { numRuns: 30 },
    )
  })
})

describe('blsVerifyProof', () => {
  const proofMessage = fromHex(first.proofMessage)

  it('default: accepts the holder, refuses the proof of another key', () => {
    const proof = fromHex(first.proof)
    expect(blsVerifyProof(fromHex(first.publicKey), proofMessage, proof)).to.equal(true)
    expect(blsVerifyProof(fromHex(second.publicKey), proofMessage, proof)).to.equal(false)
  })

  it('behavior: a signature is no proof and a proof no signature', () => {
    const key = fromHex(first.publicKey)
    const signature = blsSign(secretOf(first.secretKey), proofMessage)
    expect(blsVerifyProof(key, proofMessage, signature)).to.equal(false)
    expect(blsVerify(key, proofMessage, fromHex(first.proof))).to.equal(false)
  })
})

describe('blsVerifyBasic', () => {
  it('behavior: keeps apart from the other two tags', () => {
    const key = fromHex(first.publicKey)
    const signature = blsSignBasic(secretOf(first.secretKey), message)
    expect(blsVerifyBasic(key, message, signature)).to.equal(true)
    expect(blsVerify(key, message, signature)).to.equal(false)
    expect(blsVerifyProof(key, message, signature)).to.equal(false)
    expect(blsVerifyBasic(key, message, fromHex(first.signature))).to.equal(false)
  })
})
