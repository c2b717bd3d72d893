import { type RandomSource, Secret } from '@vain/base'
import { createNoise, createNoiseTable, type NoiseTable, noiseOf, type Ratio } from '@vain/privacy'
import { type Configuration, topologyOf } from '@vain/protocol'
import type { Scene } from '../run/index.ts'

/** Coordinates that get their noise at a time. */
const pieceLength = 8_192

/**
 * Adds this member's part of the noise to its quantised update, in place; nothing if the run promises
 * nothing. The last coordinate, a weight, gets none.
 *
 * It draws a fresh seed. Of an update that was sent the noise may not be drawn a second time: two
 * vectors with one update and two noises tell more than either.
 *
 * @param lanes - the update as whole numbers, its weight last
 * @throws {VainError} as `planNoise`: a run that the gate let through has its noise
 *
 * Source: docs/protocol/privacy.md §2.
 */
export function addNoise(
  lanes: Int32Array,
  { round }: Pick<Scene, 'round'>,
  index: number,
  configuration: Configuration,
  random: RandomSource,
): void {
  // As it was when the round opened: what governance changes meanwhile is for the next one.
  const { plan, groups, groupOf, thresholdOf } = topologyOf(round, configuration)
  const size = groups[groupOf(index) ?? -1]?.length ?? 0
  const isWhole = plan.kind === 'graph' || plan.kind === 'whole'
  const threshold = isWhole ? round.threshold : thresholdOf(index)
  const sizes = { members: round.members.length, params: round }
  const noise = noiseOf(configuration, { size, threshold }, sizes)
  if (noise === undefined) return
  const samples = createNoise(tableOf(noise.plan.variance), new Secret(random(32)))
  const piece = new Int32Array(pieceLength)
  const length = lanes.length - 1
  for (let first = 0; first < length; first += pieceLength) {
    const part = piece.subarray(0, Math.min(pieceLength, length - first))
    samples.fill(part)
    for (let i = 0; i < part.length; i++)
      lanes[first + i] = (lanes[first + i] as number) + (part[i] as number)
  }
  piece.fill(0)
}

let kept: NoiseTable | undefined

/** A run's table is the same in every round: the last one is kept. */
function tableOf(variance: Ratio): NoiseTable {
  const { numerator, denominator } = kept?.variance ?? {}
  if (
    kept === undefined ||
    numerator !== variance.numerator ||
    denominator !== variance.denominator
  )
    kept = createNoiseTable(variance)
  return kept
}
