import { fromText } from '@vain/base'
import type { Dataset } from './dataset.ts'
import type { ExampleSet } from './exampleSet.ts'
import { splitHeldOut } from './partition.ts'
import { chooseShare, type Share } from './share.ts'

/** Examples that no one trains on: a number of them, or a part of all. */
export type HeldOut = number | { readonly percent: number }

/**
 * What an operator takes of a set of examples.
 *
 * All operators of a test network name the same seed, so that their parts are disjoint: a shuffle
 * holds out some examples, trainers share the others, validators share those held out.
 */
export type Deal = {
  /** Any text but the empty one. */
  readonly seed: string
  readonly heldOut: HeldOut
  /** Share of the examples to train on; left out by an operator that does not train. */
  readonly train?: Share
  /** Share of the examples held out; left out by an operator that does not evaluate. */
  readonly evaluate?: Share
}

/** An operator's examples. */
export type OpenData = { readonly train: Dataset; readonly heldOut: Dataset }

/** Positions in a set. */
export type Dealt = { readonly train: Int32Array; readonly heldOut: Int32Array }

/** How many of `count` examples are held out. */
function countHeldOut(count: number, heldOut: HeldOut): number {
  return typeof heldOut === 'number' ? heldOut : Math.round((count * heldOut.percent) / 100)
}

/**
 * Splits a set into what is trained on and what is held out, all of both.
 *
 * @throws {VainError} `learn/bad-partition` if more are held out than there are
 */
export function splitSet(set: ExampleSet, deal: Pick<Deal, 'seed' | 'heldOut'>): Dealt {
  const heldOut = countHeldOut(set.count, deal.heldOut)
  return splitHeldOut(set.count, { heldOut, seed: fromText(deal.seed) })
}

/**
 * Loads what an operator takes of a set.
 *
 * @throws {VainError} `learn/bad-partition` if a share names a part that does not exist,
 *   `learn/no-labels`
 */
export async function dealExamples(set: ExampleSet, deal: Deal): Promise<OpenData> {
  const seed = fromText(deal.seed)
  const split = splitSet(set, deal)
  const [train, heldOut] = await Promise.all([
    set.load(chooseShare(set, split.train, deal.train, seed)),
    set.load(chooseShare(set, split.heldOut, deal.evaluate, seed)),
  ])
  return { train, heldOut }
}
