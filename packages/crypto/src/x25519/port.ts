/** What a platform offers of X25519. Lengths, all 32 bytes, were checked before. */
export type X25519 = {
  publicKey(privateKey: Uint8Array): Uint8Array
  /** Reads a key once; what it returns agrees, or gives `undefined` for a point of low order. */
  open(privateKey: Uint8Array): (publicKey: Uint8Array) => Uint8Array | undefined
}
