import { fromText, Secret, toUint, VainError } from '@vain/base'
import { applyMasks, sha256 } from '@vain/crypto'

/** Reproducible draws: the same label and seed give the same draws on every machine. */
export type Draws = {
  /** Uniform 32-bit word. */
  word(): number
  /** Uniform double in the open interval (0, 1), a multiple of 2⁻³³. */
  unit(): number
  /** Uniform whole number, `0 <= result < bound`, `1 <= bound <= 2^32`. */
  below(bound: number): number
}

const blockWords = 4096

function drawBlock(label: string, seed: Uint8Array, index: number): Uint32Array {
  const words = new Uint32Array(blockWords)
  const key = sha256(fromText(label), toUint(seed.length, 32), seed, toUint(index, 32))
  applyMasks(words, [{ key: new Secret(key), sign: 1 }])
  return words
}

/**
 * Draws from a seed, by the ChaCha20 keystream.
 *
 * Every 4,096 words come under a key of their own, `SHA-256(label ‖ u32(length) ‖ seed ‖ u32(block))`,
 * so the stream has no end that matters. For reproducibility only: nothing here is secret.
 *
 * @param label - what the draws are for; two labels give unrelated draws
 * @param seed - any length but 0
 * @throws {VainError} `learn/empty-seed`
 *
 * Source: RFC 8439 §2.4.
 */
export function createDraws(label: string, seed: Uint8Array): Draws {
  if (seed.length === 0) throw new VainError('learn/empty-seed', 'a seed is empty', { label })
  let block = drawBlock(label, seed, 0)
  let blocks = 1
  let next = 0
  const word = (): number => {
    if (next === blockWords) {
      block = drawBlock(label, seed, blocks++)
      next = 0
    }
    return block[next++] as number
  }
  const below = (bound: number): number => {
    // Words past the last whole multiple of the bound would favour small results.
    const limit = 2 ** 32 - (2 ** 32 % bound)
    for (;;) {
      const drawn = word()
      if (drawn < limit) return drawn % bound
    }
  }
  return { word, unit: () => (word() + 0.5) / 2 ** 32, below }
}

/** The numbers `0 … count − 1` in random order (Fisher and Yates). */
export function shuffle(count: number, draws: Draws): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = draws.below(i + 1)
    const moved = order[i] as number
    order[i] = order[j] as number
    order[j] = moved
  }
  return order
}
