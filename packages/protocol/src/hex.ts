/** Lower-case hexadecimal text: an address (20 bytes), a root, a hash or a transcript (32 bytes). */
export type Hex = `0x${string}`

/** Thirty-two zero bytes: the root of an empty bundle, a seed not yet drawn. */
export const zeroHash: Hex = `0x${'00'.repeat(32)}`
