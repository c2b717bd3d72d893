import { scheduler } from 'node:timers/promises'
import {
  agreePairs,
  answerSketches,
  dealSketches,
  isFault,
  type MaskFrame,
  maskStreams,
  openHolderKeys,
  type phases,
  type RoundSecrets,
  readSketches,
  type ShareTable,
  sketchLanes,
  toWords,
  unpackLanes,
  vectorWords,
} from '@vain/protocol'
import { isObstacle, never, type Obstacle, toObstacle } from '../run/index.ts'
import type { CheckWish } from './createErrands.ts'
import { fetchingOf, settleCheck } from './settleCheck.ts'
import { type ErrandStep, requireLeader, requireSecrets, sayReady, sign } from './takeStep.ts'

type CheckStep<P extends CheckWish['phase']> = ErrandStep<Extract<CheckWish, { phase: P }>>

const pause = (): Promise<void> => scheduler.yield()

/**
 * Sketches the vector that it masked, for a committee that the beacon drew, once a round.
 * Source: docs/protocol §4.10.
 */
export async function takeSketch(
  step: CheckStep<typeof phases.sketch>,
): Promise<Obstacle | undefined> {
  const { deps, options, scene, signal, errand } = step
  const settled = await settleCheck(deps, options, scene, errand.beacon, signal)
  if (isObstacle(settled)) return settled
  const { frame, shares, bound } = settled
  const secrets = requireSecrets(step)
  if (isObstacle(secrets)) return secrets
  const lanes = await unmaskOwn(step, frame, shares, secrets)
  if (isObstacle(lanes)) return lanes
  const { seed, plan } = frame
  const sketch = await sketchLanes({ seed, weightFactor: plan.weightFactor }, lanes, pause)
  lanes.fill(0)
  const { random, index } = deps
  const body = await dealSketches(frame, index, sketch, secrets, random, undefined, pause)
  const obstacle = requireLeader(step)
  if (obstacle !== undefined) return obstacle
  deps.store.saveSketch(scene.round, bound, sign(step, body))
  sayReady(step, 'sketch')
  return undefined
}

/**
 * The vector as it was before it was masked: rounding is random, so it cannot be made again, and
 * without its masks it is kept nowhere.
 */
async function unmaskOwn(
  { deps, scene, signal }: CheckStep<typeof phases.sketch>,
  frame: MaskFrame,
  shares: ShareTable,
  secrets: RoundSecrets,
): Promise<Int32Array | Obstacle> {
  const materials = await deps.materials.read(scene.run, signal)
  if (isObstacle(materials)) return materials
  const { configuration } = materials
  const bytes = await deps.store.vectorBytes(scene.round)
  if (bytes === undefined) return never('vector-lost')
  const words = toWords(bytes, vectorWords(configuration))
  const pairs = agreePairs(frame, shares, deps.index, secrets)
  const streams = maskStreams(frame, deps.index, secrets, pairs)
  const off = streams.map(({ key, sign }) => ({ key, sign: sign === 1 ? -1 : 1 }) as const)
  await deps.masker.apply(words, off, configuration.numbers.laneBits)
  const lanes = unpackLanes(words, configuration)
  // With lanes of 32 bits they are these very words.
  if (lanes.buffer !== words.buffer) words.fill(0)
  return lanes
}

/**
 * Says, being in the committee, what it has of the sketches in a bundle, and stays with that bundle.
 * Source: docs/protocol §4.10.
 */
export async function takeCheck(
  step: CheckStep<typeof phases.check>,
): Promise<Obstacle | undefined> {
  const { deps, options, scene, signal, errand } = step
  const { sketches } = errand
  const settled = await settleCheck(deps, options, scene, errand.beacon, signal)
  if (isObstacle(settled)) return settled
  const { frame, bound } = settled
  if (!frame.committee.includes(deps.index)) return never('not-in-the-committee')
  const materials = await deps.materials.read(scene.run, signal)
  if (isObstacle(materials)) return materials
  const secrets = requireSecrets(step)
  if (isObstacle(secrets)) return secrets
  const { view, round } = scene
  const source = { from: fetchingOf(deps, options, signal), view, round }
  const read = await readSketches(source, settled.frame, materials.configuration, sketches)
  if (isFault(read)) return toObstacle(read)
  const keys = openHolderKeys(frame.start, secrets)
  const table = read.sketches
  const body = await answerSketches(frame, deps.index, keys, table, sketches.root, pause)
  const obstacle = requireLeader(step)
  if (obstacle !== undefined) return obstacle
  deps.store.saveCheck(round, bound, sketches, sign(step, body))
  sayReady(step, 'check')
  return undefined
}
