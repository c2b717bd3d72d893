// The names are read off the default export: an older Node lacks two of them, and importing a name
// that is missing would end the program.
import crypto, { type KeyObject } from 'node:crypto'
import { concatBytes, fromHex } from '@vain/base'
import { toPem } from '../toPem.ts'
import type { Kem } from './port.ts'
import { kem as portable } from './portable.ts'

// A private key as its seed only, and a public key, in DER. Source: RFC 9935 §4, §6.
const privateHeader = fromHex('3054020100300b060960864801650304040204428040')
const publicHeader = fromHex('308204b2300b0609608648016503040402038204a100')

/** ML-KEM-768 of OpenSSL, or `undefined` where this Node has none (before 24.7). */
export const native: Kem | undefined = isSupported()
  ? {
      publicKey(seed) {
        const der = crypto
          .createPublicKey(readPrivateKey(seed))
          .export({ format: 'der', type: 'spki' })
        return new Uint8Array(der.subarray(publicHeader.length))
      },
      encapsulate(publicKey) {
        const key = toPem(concatBytes(publicHeader, publicKey))
        const { ciphertext, sharedKey } = crypto.encapsulate(key)
        return { ciphertext: new Uint8Array(ciphertext), secret: new Uint8Array(sharedKey) }
      },
      open(seed) {
        const key = readPrivateKey(seed)
        return (ciphertext) => new Uint8Array(crypto.decapsulate(key, ciphertext))
      },
    }
  : undefined

/** ML-KEM-768 of this Node, in JavaScript where it has none. */
export const kem: Kem = native ?? portable

function isSupported(): boolean {
  try {
    readPrivateKey(new Uint8Array(64))
    return typeof crypto.encapsulate === 'function'
  } catch {
    return false
  }
}

function readPrivateKey(seed: Uint8Array): KeyObject {
  const key = Buffer.from(concatBytes(privateHeader, seed))
  try {
    return crypto.createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  } finally {
    key.fill(0)
  }
}
