/** What a text becomes: at most `length` tokens, none of them 0, which fills short texts. */
export type Tokenise = (text: string, length: number) => number[]

const encoder = new TextEncoder()

/** Tokens of bytes: the numbers 1 … 256. */
export const byteTokens = 257

/** A token for each byte of the text in UTF-8. */
export const tokeniseBytes: Tokenise = (text, length) =>
  // One unit more than counts, so that no pair of them is cut whose bytes do.
  Array.from(encoder.encode(text.slice(0, length + 1)).subarray(0, length), (byte) => byte + 1)

/** FNV-1a with 32 bits. Source: Fowler, Noll and Vo; draft-eastlake-fnv-21 §3. */
function hashWord(word: string): number {
  let hash = 0x811c9dc5
  for (const byte of encoder.encode(word)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

const word = /[\p{L}\p{M}\p{N}]+/gu

/**
 * A token for each word, in lower case: letters, marks and digits that stand together. Words have
 * their tokens by a hash, so nobody needs to agree on a list of them, and some share one.
 *
 * @param vocabulary - tokens, at least 2; token 0 is no word's
 *
 * Source: the hashing trick (Weinberger et al. 2009), with the hash of fastText.
 */
export function createWordTokens(vocabulary: number): Tokenise {
  return (text, length) => {
    const tokens: number[] = []
    for (const [found] of text.toLowerCase().normalize('NFC').matchAll(word)) {
      if (tokens.length === length) break
      tokens.push(1 + (hashWord(found) % (vocabulary - 1)))
    }
    return tokens
  }
}
