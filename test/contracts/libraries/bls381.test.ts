import { readdirSync, readFileSync } from 'node:fs'
import { toHex } from '@vain/base'
import { expect } from 'chai'
import { toUtf8Bytes } from 'ethers'
import { deployAny } from '../support/chain.ts'
import { fresh } from '../support/stage.ts'

const folder = new URL('../../vectors/crypto/', import.meta.url)
const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))

const vectors = read('bls.json')
const bad = readdirSync(folder).filter((file) => file.startsWith('bls_bad_'))
const infinity = `0x${'00'.repeat(256)}`

async function mock() {
  return deployAny('BLS381Mock')
}

describe('BLS381', () => {
  it('vector: RFC 9380 J.9.1, hash to G1', async () => {
    const bls = await fresh(mock)
    const { tag, cases } = read('hashToCurve.json')
    for (const { message, point } of cases)
      expect(await bls.hashToG1?.(toUtf8Bytes(message), toUtf8Bytes(tag))).to.equal(point)
  })

  it('vector: signatures and proofs of another implementation verify', async () => {
    const bls = await fresh(mock)
    for (const { publicKey, signature, proofMessage, proof } of vectors.signers) {
      expect(await bls.verify?.(signature, vectors.message, publicKey)).to.equal(true)
      expect(await bls.verifyPossession?.(proof, proofMessage, publicKey)).to.equal(true)
      expect(await bls.verify?.(proof, proofMessage, publicKey)).to.equal(false)
    }
    for (const { signature, publicKey } of [vectors.all, vectors.present])
      expect(await bls.verify?.(signature, vectors.message, publicKey)).to.equal(true)
  })

  for (const file of bad) {
    const { why, publicKey, message, signature } = read(file)
    it(`vector: ${file}: ${why}`, async () => {
      const bls = await fresh(mock)
      expect(await bls.verify?.(signature, message, publicKey)).to.equal(false)
    })
  }

  it('behavior: keys add up, also with themselves and with infinity', async () => {
    const bls = await fresh(mock)
    const [first, ...rest] = vectors.signers.map(
      ({ publicKey }: { publicKey: string }) => publicKey,
    )
    let sum = first
    for (const key of rest) sum = await bls.add?.(sum, key)
    expect(sum).to.equal(vectors.all.publicKey)
    expect(await bls.add?.(infinity, first)).to.equal(first)
    const doubled = await bls.add?.(first, first)
    expect(await bls.add?.(doubled, await bls.negate?.(first))).to.equal(first)
  })

  it('behavior: a key and its negation make infinity, whose negation it is', async () => {
    const bls = await fresh(mock)
    const { publicKey } = vectors.all
    expect(await bls.add?.(publicKey, await bls.negate?.(publicKey))).to.equal(infinity)
    expect(await bls.negate?.(await bls.negate?.(publicKey))).to.equal(publicKey)
    expect(await bls.negate?.(infinity)).to.equal(infinity)
  })

  it('error: points off the curve do not add up', async () => {
    const bls = await fresh(mock)
    const off = toHex(new Uint8Array(256).fill(1, 255))
    await expect(bls.add?.(off, off)).to.be.revertedWithCustomError(bls, 'PrecompileFailed')
  })
})
