import { Secret, toHex } from '@vain/base'
import { expect } from 'chai'
import { blsPublicKey, blsSecretKey, blsSign } from '../src/index.ts'
import { readVectors, reveal, secretOf } from './readVectors.ts'

type Vectors = {
  masterKeys: { case: string; seed: string; secretKey: string }[]
  signers: { seed: string; secretKey: string; publicKey: string }[]
}

const vectors = readVectors<Vectors>('bls')
const order = '0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001'

describe('blsSecretKey', () => {
  it('vector: EIP-2333 and a second implementation', () => {
    for (const { seed, secretKey } of [...vectors.masterKeys, ...vectors.signers])
      expect(toHex(reveal(blsSecretKey(secretOf(seed))))).to.equal(secretKey)
  })

  it('error: a seed below 32 bytes', () => {
    expect(() => blsSecretKey(new Secret(new Uint8Array(31))))
      .to.throw()
      .with.property('code', 'crypto/bad-seed')
  })
})

describe('blsPublicKey', () => {
  it('vector: keys of a second implementation', () => {
    for (const { secretKey, publicKey } of vectors.signers)
      expect(toHex(blsPublicKey(secretOf(secretKey)))).to.equal(publicKey)
  })

  it('error: zero, the order and beyond, wrong lengths', () => {
    for (const bad of ['00'.repeat(32), order, 'ff'.repeat(32), '', '01', `00${order.slice(2)}`])
      for (const use of [blsPublicKey, (key: Secret<Uint8Array>) => blsSign(key, new Uint8Array())])
        expect(() => use(secretOf(bad)), bad)
          .to.throw()
          .with.property('code', 'crypto/bad-secret-key')
  })
})
