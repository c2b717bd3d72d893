import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto'
import { concatBytes, fromHex } from '@vain/base'
import { toPem } from '../toPem.ts'
import type { X25519 } from './port.ts'

// A private and a public key in DER. Source: RFC 8410 §4, §7.
const privateHeader = fromHex('302e020100300506032b656e04220420')
const publicHeader = fromHex('302a300506032b656e032100')

/** X25519 of OpenSSL, which takes the same time whatever the key. */
export const x25519: X25519 = {
  publicKey(privateKey) {
    const der = createPublicKey(readPrivateKey(privateKey)).export({ format: 'der', type: 'spki' })
    return new Uint8Array(der.subarray(publicHeader.length))
  },
  open(privateKey) {
    const own = readPrivateKey(privateKey)
    return (publicKey) => {
      const peer = createPublicKey(toPem(concatBytes(publicHeader, publicKey)))
      try {
        return new Uint8Array(diffieHellman({ privateKey: own, publicKey: peer }))
      } catch {
        // Two well-formed keys fail at nothing but a secret of zero.
        return undefined
      }
    }
  },
}

function readPrivateKey(privateKey: Uint8Array): KeyObject {
  const key = Buffer.from(concatBytes(privateHeader, privateKey))
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  } finally {
    key.fill(0)
  }
}
