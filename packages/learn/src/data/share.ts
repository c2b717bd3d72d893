import { VainError } from '@vain/base'
import type { ExampleSet } from './exampleSet.ts'
import { partitionDirichlet, partitionIid } from './partition.ts'
import { partitionByLabel, partitionByOrigin } from './partitionByKind.ts'

/** One of some parts that examples are dealt into; `part` counts from 0. */
type Part = { readonly part: number; readonly parts: number }

/** How examples are dealt into parts. */
export type Partition =
  | { readonly kind: 'iid' }
  | {
      readonly kind: 'dirichlet'
      /** Concentration: small for parts that differ much in their labels. */
      readonly alpha: number
    }
  | {
      readonly kind: 'labels'
      /** Classes that each part has. */
      readonly each: number
    }
  | { readonly kind: 'source' }

/** Which part of a set of examples an operator holds. */
export type Share = { readonly kind: 'whole' } | (Partition & Part)

function requireLabels(labels: Int32Array | undefined, kind: string): Int32Array {
  if (labels === undefined)
    throw new VainError('learn/no-labels', 'examples without a class cannot be dealt by it', {
      kind,
    })
  return labels
}

/**
 * Deals positions of a set into parts.
 *
 * @param positions - in `set`, each at most once
 * @param seed - not empty; the same seed gives the same parts everywhere
 * @returns positions in `set`, one list per part
 * @throws {VainError} `learn/bad-partition`, `learn/no-labels`
 */
export function dealParts(
  set: Pick<ExampleSet, 'labels' | 'origins'>,
  positions: Int32Array,
  how: { readonly partition: Partition; readonly parts: number; readonly seed: Uint8Array },
): Int32Array[] {
  const { partition, parts, seed } = how
  const { kind } = partition
  if (kind === 'iid') return partitionIid(positions, parts, seed)
  const keys = kind === 'source' ? set.origins : requireLabels(set.labels, kind)
  const own = positions.map((position) => keys[position] as number)
  const dealt =
    kind === 'dirichlet'
      ? partitionDirichlet(own, parts, partition.alpha, seed)
      : kind === 'labels'
        ? partitionByLabel(own, parts, partition.each, seed)
        : partitionByOrigin(own, parts)
  return dealt.map((part) => part.map((i) => positions[i] as number))
}

/**
 * Positions of a share.
 *
 * @throws {VainError} `learn/bad-partition` if there is no such part, `learn/no-labels`
 */
export function chooseShare(
  set: Pick<ExampleSet, 'labels' | 'origins'>,
  positions: Int32Array,
  share: Share | undefined,
  seed: Uint8Array,
): Int32Array {
  if (share === undefined) return new Int32Array(0)
  if (share.kind === 'whole') return positions
  const { part, parts } = share
  const chosen = dealParts(set, positions, { partition: share, parts, seed })[part]
  if (chosen === undefined)
    throw new VainError('learn/bad-partition', 'there is no such part', { part, parts })
  return chosen
}
