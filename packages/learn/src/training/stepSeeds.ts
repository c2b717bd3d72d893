import { prime } from '../graph/modular.ts'
import { createDraws } from '../random/draws.ts'
import type { Program } from './program.ts'

/**
 * What a program draws from, another seed for each step: only programs with an input `seed` draw.
 *
 * @param seed - of the job; not empty
 */
export function createStepSeeds(
  { inputs }: Program,
  seed: Uint8Array,
): () => Record<string, Int32Array> {
  if (!inputs.some(({ name }) => name === 'seed')) return () => ({})
  const draws = createDraws('vain/step/1', seed)
  return () => ({ seed: Int32Array.of(draws.below(prime), draws.below(prime)) })
}
