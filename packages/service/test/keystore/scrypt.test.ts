import { scryptSync } from 'node:crypto'
import { fromText, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { scrypt, scryptHere } from '../../src/keystore/scrypt.ts'

describe('scrypt', () => {
  it('vector: RFC 7914 §12', async () => {
    const cases = [
      ['', '', 16, 1, 1, '0x77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442'],
      [
        'password',
        'NaCl',
        1_024,
        8,
        16,
        '0xfdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162',
      ],
    ] as const
    for (const [password, salt, n, r, p, expected] of cases) {
      const params = { n, r, p, dklen: 64 }
      expect(toHex(await scrypt(password, fromText(salt), params)).slice(0, 66)).to.equal(expected)
      expect(toHex(scryptHere(password, fromText(salt), params)).slice(0, 66)).to.equal(expected)
    }
  })

  it('behavior: the work done here equals OpenSSL’s wherever OpenSSL does it', () => {
    const param = fc.integer({ min: 1, max: 4 })
    fc.assert(
      fc.property(fc.string(), fc.uint8Array(), param, param, (password, salt, r, p) => {
        const here = scryptHere(password, salt, { n: 16, r, p, dklen: 32 })
        expect(toHex(here)).to.equal(toHex(scryptSync(password, salt, 32, { N: 16, r, p })))
      }),
      { numRuns: 50 },
    )
  })
})
