import type { RandomSource } from '@vain/base'

/** What a platform offers of ML-KEM-768. Lengths and public keys were checked before. */
export type Kem = {
  /** @param seed - 64 bytes */
  publicKey(seed: Uint8Array): Uint8Array
  encapsulate(
    publicKey: Uint8Array,
    random: RandomSource,
  ): { ciphertext: Uint8Array; secret: Uint8Array }
  /** Reads a key once; what it returns decapsulates. */
  open(seed: Uint8Array): (ciphertext: Uint8Array) => Uint8Array
}
