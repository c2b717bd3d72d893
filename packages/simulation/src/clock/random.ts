import { fromText, type RandomSource } from '@vain/base'
import { createDraws, type Draws } from '@vain/learn'

/** Seed of one purpose, so that another purpose, member or round draws otherwise. */
export function seedFor(...parts: readonly (string | number)[]): Uint8Array {
  return fromText(parts.join('/'))
}

/** Draws of one purpose, the same for the same parts. */
export function drawsFor(...parts: readonly (string | number)[]): Draws {
  return createDraws('vain/simulation/1', seedFor(...parts))
}

/** Draws as bytes, for code that asks for randomness. Nothing in a simulation is secret. */
export function bytesFrom(draws: Draws): RandomSource {
  return (length) => {
    const words = new Uint32Array(Math.ceil(length / 4))
    for (let i = 0; i < words.length; i++) words[i] = draws.word()
    return new Uint8Array(words.buffer, 0, length)
  }
}

/** A standard normal variate (Box and Muller). */
export function drawNormal(draws: Draws): number {
  const radius = Math.sqrt(-2 * Math.log(draws.unit()))
  return radius * Math.cos(2 * Math.PI * draws.unit())
}

/** A log-normal variate by its median and the standard deviation of its logarithm. */
export function drawLogNormal(draws: Draws, median: number, spread: number): number {
  return median * Math.exp(spread * drawNormal(draws))
}

/** `count` of the items, each set as likely, in random order; all if there are no more. */
export function drawSome<T>(draws: Draws, items: readonly T[], count: number): T[] {
  const left = [...items]
  const most = Math.min(count, left.length)
  for (let i = 0; i < most; i++) {
    const j = i + draws.below(left.length - i)
    const chosen = left[j] as T
    left[j] = left[i] as T
    left[i] = chosen
  }
  return left.slice(0, most)
}

/** So many of the items, or all, one after the other, each by its share of the weights left. */
export function drawByWeight<T extends { readonly weight: number }>(
  draws: Draws,
  items: readonly T[],
  count: number,
): T[] {
  const left = [...items]
  const chosen: T[] = []
  while (chosen.length < count && left.length > 0) {
    let rest = draws.unit() * left.reduce((sum, { weight }) => sum + weight, 0)
    const place = left.findIndex(({ weight }) => {
      rest -= weight
      return rest <= 0
    })
    // What rounding leaves over falls to the last.
    chosen.push(...left.splice(place, 1))
  }
  return chosen
}
