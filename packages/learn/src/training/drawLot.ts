import { createDraws } from '../random/draws.ts'

/** The sampling rate at which everyone is drawn. */
export const million = 1_000_000

/**
 * Draws positions of examples, each for itself (Poisson sampling).
 *
 * The probability is exact and that of the run, not a share of how many examples there are: one
 * example more leaves the draw of all others as it is, which is what the accounting is about
 * (Abadi et al. 2016, §3.2; docs/protocol/lots.md).
 *
 * @param rateMicro - probability × 10⁶, `0 <= rateMicro <= 10⁶`
 * @param seed - secret: who knows it knows the lot; not empty
 * @returns ascending
 */
export function drawLot(count: number, rateMicro: number, seed: Uint8Array): Int32Array {
  const draws = createDraws('vain/lot/1', seed)
  const all = Int32Array.from({ length: count }, (_, position) => position)
  return all.filter(() => draws.below(million) < rateMicro)
}
