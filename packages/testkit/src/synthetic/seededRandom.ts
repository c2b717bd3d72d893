import { fromText, type RandomSource } from '@vain/base'
import { sha256 } from '@vain/crypto'

/** Bytes that look random and are the same for the same seed: SHA-256 in counter mode. */
export function seededRandom(seed: string): RandomSource {
  let counter = 0
  return (length) => {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; at += 32)
      bytes.set(sha256(fromText(`${seed}/${counter++}`)).subarray(0, length - at), at)
    return bytes
  }
}
