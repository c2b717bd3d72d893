import { createCipheriv } from 'node:crypto'
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { concatBytes, fromHex, Secret, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { seal, unseal } from '../src/index.ts'
import { readVectors, reveal, secretOf } from './readVectors.ts'

type Case = { key: string; associated: string; plaintext: string; sealed: string }
type CipherCase = Case & { case: string; nonce: string; valid: boolean }

const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
const bytes = fc.uint8Array({ maxLength: 300 })

describe('seal', () => {
  it('vector: RFC 8439 §2.8 with the nonce zero', () => {
    for (const vector of readVectors<{ cases: Case[] }>('seal').cases) {
      const associated = fromHex(vector.associated)
      const sealed = seal(secretOf(vector.key), secretOf(vector.plaintext), associated)
      expect(toHex(sealed)).to.equal(vector.sealed)
      const opened = unseal(secretOf(vector.key), fromHex(vector.sealed), associated)
      expect(opened && toHex(reveal(opened))).to.equal(vector.plaintext)
    }
  })

  it('vector: the cipher it is made of, RFC 8439 §2.8.2 and Wycheproof', () => {
    for (const vector of readVectors<{ cases: CipherCase[] }>('aead').cases) {
      const cipher = chacha20poly1305(
        fromHex(vector.key),
        fromHex(vector.nonce),
        fromHex(vector.associated),
      )
      const encrypted = toHex(cipher.encrypt(fromHex(vector.plaintext)))
      if (vector.valid) expect(encrypted, vector.case).to.equal(vector.sealed)
      else expect(() => cipher.decrypt(fromHex(vector.sealed)), vector.case).to.throw()
    }
  })

  it('behavior: agrees with the platform', () => {
    fc.assert(
      fc.property(key, bytes, bytes, (keyBytes, plaintext, associated) => {
        const cipher = createCipheriv('chacha20-poly1305', keyBytes, new Uint8Array(12), {
          authTagLength: 16,
        })
        cipher.setAAD(associated, { plaintextLength: plaintext.length })
        const expected = concatBytes(cipher.update(plaintext), cipher.final(), cipher.getAuthTag())
        expect(toHex(seal(new Secret(keyBytes), new Secret(plaintext), associated))).to.equal(
          toHex(expected),
        )
      }),
    )
  })

  it('error: a key of the wrong length', () => {
    const none = new Uint8Array()
    for (const call of [
      () => seal(new Secret(new Uint8Array(31)), new Secret(none), none),
      () => unseal(new Secret(new Uint8Array(33)), new Uint8Array(16), none),
    ])
      expect(call).to.throw().with.property('code', 'crypto/bad-length')
  })
})

describe('unseal', () => {
  it('default: gives back what was sealed and leaves the inputs alone', () => {
    fc.assert(
      fc.property(key, bytes, bytes, (keyBytes, plaintext, associated) => {
        const sealed = seal(new Secret(keyBytes), new Secret(plaintext.slice()), associated)
        const before = sealed.slice()
        const opened = unseal(new Secret(keyBytes), sealed, associated)
        expect(opened && reveal(opened)).to.deep.equal(plaintext)
        expect(sealed).to.deep.equal(before)
      }),
    )
  })

  it('behavior: any changed bit of key, message or associated data is refused', () => {
    const flip = (source: Uint8Array, at: number): Uint8Array => {
      const copy = source.slice()
      const place = at % copy.length
      copy[place] = (copy[place] as number) ^ (1 << (at % 8))
      return copy
    }
    fc.assert(
      fc.property(key, bytes, key, fc.nat(), (keyBytes, plaintext, associated, at) => {
        const sealed = seal(new Secret(keyBytes), new Secret(plaintext), associated)
        const secret = new Secret(keyBytes)
        expect(unseal(secret, flip(sealed, at), associated)).to.equal(undefined)
        expect(unseal(secret, sealed, flip(associated, at))).to.equal(undefined)
        expect(unseal(new Secret(flip(keyBytes, at)), sealed, associated)).to.equal(undefined)
        expect(unseal(secret, sealed.subarray(1), associated)).to.equal(undefined)
      }),
    )
  })

  it('behavior: what is shorter than a tag is refused', () => {
    const secret = new Secret(new Uint8Array(32))
    for (const length of [0, 1, 15, 16])
      expect(unseal(secret, new Uint8Array(length), new Uint8Array())).to.equal(undefined)
  })
})
