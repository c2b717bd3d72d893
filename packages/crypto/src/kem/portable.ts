import { ml_kem768 } from '@noble/post-quantum/ml-kem.js'
import { assertLength } from '../assertLength.ts'
import type { Kem } from './port.ts'

const randomBytes = 32

/** ML-KEM-768 in JavaScript, for every platform. Its time may depend on secrets. */
export const kem: Kem = {
  publicKey(seed) {
    return ml_kem768.keygen(seed).publicKey
  },
  encapsulate(publicKey, random) {
    const message = random(randomBytes)
    assertLength(message, randomBytes, 'random bytes')
    const { cipherText, sharedSecret } = ml_kem768.encapsulate(publicKey, message)
    return { ciphertext: cipherText, secret: sharedSecret }
  },
  open(seed) {
    const { secretKey } = ml_kem768.keygen(seed)
    return (ciphertext) => ml_kem768.decapsulate(ciphertext, secretKey)
  },
}
