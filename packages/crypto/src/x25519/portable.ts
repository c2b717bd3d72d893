import { x25519 as curve } from '@noble/curves/ed25519.js'
import type { X25519 } from './port.ts'

/** X25519 in JavaScript, for every platform. It is on BigInt, which promises no constant time. */
export const x25519: X25519 = {
  publicKey(privateKey) {
    return curve.getPublicKey(privateKey)
  },
  open(privateKey) {
    // Copied, as a platform does that reads the key into an object of its own.
    const key = privateKey.slice()
    return (publicKey) => {
      try {
        return curve.getSharedSecret(key, publicKey)
      } catch {
        // With both lengths right, the library refuses nothing but a point of low order.
        return undefined
      }
    }
  },
}
