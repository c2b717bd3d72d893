/** Lower-case hexadecimal text: an address (20 bytes), a root, a hash or a head (32 bytes). */
export type Hex = `0x${string}`

/** Thirty-two zero bytes: the root of an empty bundle, an empty inbox. */
export const zeroHash: Hex = `0x${'00'.repeat(32)}`

/** The address of nobody. */
export const zeroAddress: Hex = `0x${'00'.repeat(20)}`
