import { createDice, hashText } from './dice.ts'
import { type Finding, measureInput, tryInput } from './judge.ts'
import type { Target } from './target.ts'

/** The input of a target with a number. */
const inputOf = (target: Target, seed: number, number: number): Uint8Array =>
  target.inputs.draw(createDice(hashText(`${seed}/${target.name}`), number))

/**
 * Gives a target so many inputs, its seeds first.
 *
 * @returns what it did wrong first
 */
export async function fuzzTarget(
  target: Target,
  seed: number,
  inputs: number,
): Promise<Finding | undefined> {
  for (const input of target.inputs.seeds) {
    const finding = await tryInput(target, input)
    if (finding !== undefined) return finding
  }
  for (let number = 0; number < inputs; number++) {
    const finding = await tryInput(target, inputOf(target, seed, number))
    if (finding !== undefined) return finding
  }
  return undefined
}

/** The worst that bombs of a target did. */
export type BombReport = {
  readonly peakBytes: number
  readonly finding?: Finding
}

/** Gives a target inputs that are meant to be expensive, of a size that its callers let through. */
export async function bombTarget(target: Target, size: number): Promise<BombReport> {
  let peakBytes = 0
  for (const input of target.inputs.bombs(Math.min(size, target.longest))) {
    const cost = await measureInput(target, input)
    peakBytes = Math.max(peakBytes, cost.peakBytes)
    if (cost.finding !== undefined) return { peakBytes, finding: cost.finding }
  }
  return { peakBytes }
}

/** How much longer eight times the input may take: three times as much as in proportion. */
const worstRatio = 24

/** Times below this say nothing, in milliseconds. */
const leastMs = 200

/** So often both are timed before they count as out of proportion. */
const maxTries = 10

/**
 * Whether some bomb of eight times the size takes out of proportion longer. The best times count,
 * since other programs run on the same processor.
 */
export async function timeTarget(target: Target, size: number): Promise<Finding | undefined> {
  if (8 * size > target.longest) return undefined
  const [small, great] = [target.inputs.bombs(size), target.inputs.bombs(8 * size)]
  for (const [i, input] of great.entries()) {
    const times = await timeBoth(target, small[i] as Uint8Array, input)
    if (times === undefined) continue
    const [short, long] = times.map((ms) => ms.toFixed(1))
    const detail = `${short} ms for ${size} bytes, ${long} ms for ${8 * size}`
    return { target: target.name, kind: 'time', detail, input }
  }
  return undefined
}

/** The best times of two inputs in milliseconds, if they stay out of proportion. */
async function timeBoth(
  target: Target,
  small: Uint8Array,
  great: Uint8Array,
): Promise<readonly number[] | undefined> {
  let [short, long] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let tries = 0; tries < maxTries; tries++) {
    long = Math.min(long, (await measureInput(target, great)).ms)
    if (long < leastMs) return undefined
    short = Math.min(short, (await measureInput(target, small)).ms)
    if (tries > 0 && long <= worstRatio * short) return undefined
  }
  return [short, long]
}
