import { fromText, VainError } from '@vain/base'
import type { Dataset } from './dataset.ts'
import { loadMnist, mnistLabels } from './mnist.ts'
import { partitionDirichlet, partitionIid, splitHeldOut } from './partition.ts'

/** Which part of a set of examples an operator holds; `part` counts from 0. */
export type Share =
  | { readonly kind: 'whole' }
  | { readonly kind: 'iid'; readonly part: number; readonly parts: number }
  | {
      readonly kind: 'dirichlet'
      /** Concentration: small for parts that differ much in their labels. */
      readonly alpha: number
      readonly part: number
      readonly parts: number
    }

/**
 * Where an operator's examples come from, as it stands in a configuration file.
 *
 * All operators of a test network name the same seed, so that their parts are disjoint: of the
 * 10,000 digits a shuffle holds out `heldOut`, trainers share the others, validators share those
 * held out.
 */
export type DataSource = {
  readonly source: 'mnist'
  /** Any text but the empty one. */
  readonly seed: string
  /** Digits that no one trains on. */
  readonly heldOut: number
  /** Share of the digits to train on; left out by an operator that does not train. */
  readonly train?: Share
  /** Share of the digits held out; left out by an operator that does not evaluate. */
  readonly evaluate?: Share
}

/** An operator's examples. */
export type OpenData = { readonly train: Dataset; readonly heldOut: Dataset }

function choose(
  positions: Int32Array,
  labels: Int32Array,
  share: Share | undefined,
  seed: Uint8Array,
): Int32Array {
  if (share === undefined) return new Int32Array(0)
  if (share.kind === 'whole') return positions
  const { part, parts } = share
  const chosen =
    share.kind === 'iid'
      ? partitionIid(positions, parts, seed)[part]
      : partitionDirichlet(
          positions.map((position) => labels[position] as number),
          parts,
          share.alpha,
          seed,
        )[part]?.map((i) => positions[i] as number)
  if (chosen === undefined)
    throw new VainError('learn/bad-partition', 'there is no such part', { part, parts })
  return chosen
}

/**
 * Loads the examples that a description names.
 *
 * @throws {VainError} `learn/bad-partition` if a share names a part that does not exist
 */
export async function openDataSource(description: DataSource): Promise<OpenData> {
  const seed = fromText(description.seed)
  const labels = await mnistLabels()
  const split = splitHeldOut(labels.length, { heldOut: description.heldOut, seed })
  const [train, heldOut] = await Promise.all([
    loadMnist(choose(split.train, labels, description.train, seed)),
    loadMnist(choose(split.heldOut, labels, description.evaluate, seed)),
  ])
  return { train, heldOut }
}
