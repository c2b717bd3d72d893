import { scheduler } from 'node:timers/promises'
import {
  type Artefact,
  agreePairs,
  answerSketches,
  answerSums,
  type CheckFrame,
  condemnedGroups,
  dealSketches,
  isFault,
  judgeAnswers,
  type MaskFrame,
  maskStreams,
  openHolderKeys,
  type Placed,
  type phases,
  type RoundSecrets,
  type RoundSource,
  readChecks,
  readSketches,
  type ShareTable,
  settleCheckBundle,
  sketchLanes,
  survivingGroups,
  toWords,
  unpackLanes,
  vectorWords,
} from '@vain/protocol'
import { isObstacle, never, type Obstacle, toObstacle } from '../run/index.ts'
import type { Bound } from '../store/index.ts'
import type { CheckWish } from './createErrands.ts'
import { fetchingOf, readSettled, settleCheck } from './settleCheck.ts'
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
  const { deps, scene, errand } = step
  const stand = await takePlace(step)
  if (isObstacle(stand)) return stand
  const { sketches } = errand
  const placed = await readPlaced(step, stand, sketches)
  if (isObstacle(placed)) return placed
  const body = await answerSketches(placed, sketches.root, pause)
  const obstacle = requireLeader(step)
  if (obstacle !== undefined) return obstacle
  deps.store.saveCheck(scene.round, stand.bound, sketches, sign(step, body))
  sayReady(step, 'check')
  return undefined
}

/**
 * Says, being in the committee, that a check bundle is the one that counts, once a round and before it
 * says anything of sums. Source: docs/protocol §4.10.
 */
export async function takeSettle(
  step: CheckStep<typeof phases.settle>,
): Promise<Obstacle | undefined> {
  const { deps, scene, errand } = step
  const stand = await takePlace(step)
  if (isObstacle(stand)) return stand
  const checked = await readChecks(stand.source, stand.frame, errand.check)
  if (isFault(checked)) return toObstacle(checked)
  const obstacle = requireLeader(step)
  if (obstacle !== undefined) return obstacle
  const body = settleCheckBundle(stand.frame, errand.check.root)
  deps.store.saveSettle(scene.round, stand.bound, errand.check, sign(step, body))
  sayReady(step, 'settle')
  return undefined
}

/**
 * Says, being in the committee, what the sums of sketches are of all groups that a settled check
 * bundle does not condemn. Source: docs/protocol §4.10.
 */
export async function takeSums(step: CheckStep<typeof phases.sums>): Promise<Obstacle | undefined> {
  const { deps, scene, errand } = step
  const { sketches, check, settles } = errand
  const stand = await takePlace(step)
  if (isObstacle(stand)) return stand
  const { frame, source, bound } = stand
  const checked = await readSettled(source, frame, check, settles)
  if (isFault(checked)) return toObstacle(checked)
  if (checked.sketches !== sketches.root) return never('checks: wrong-sketches')
  const placed = await readPlaced(step, stand, sketches)
  if (isObstacle(placed)) return placed
  const findings = await judgeAnswers(frame, placed.sketches, checked.checks, pause)
  const condemned = new Set(condemnedGroups(findings))
  const groups = survivingGroups(frame).filter(({ group }) => !condemned.has(group))
  const body = await answerSums(placed, groups, check.root, pause)
  const obstacle = requireLeader(step)
  if (obstacle !== undefined) return obstacle
  deps.store.saveSums(scene.round, bound, check, sign(step, body))
  sayReady(step, 'sums')
  return undefined
}

/** What an operator has who stands in the committee. */
type Stand = {
  readonly frame: CheckFrame
  readonly bound: Bound
  readonly source: RoundSource
}

async function takePlace(step: ErrandStep<CheckWish>): Promise<Stand | Obstacle> {
  const { deps, options, scene, signal, errand } = step
  const settled = await settleCheck(deps, options, scene, errand.beacon, signal)
  if (isObstacle(settled)) return settled
  const { frame, bound } = settled
  if (!frame.committee.includes(deps.index)) return never('not-in-the-committee')
  const { view, round } = scene
  return { frame, bound, source: { from: fetchingOf(deps, options, signal), view, round } }
}

async function readPlaced(
  step: ErrandStep<CheckWish>,
  { frame, source }: Stand,
  sketches: Artefact,
): Promise<Placed | Obstacle> {
  const { deps, scene, signal } = step
  const materials = await deps.materials.read(scene.run, signal)
  if (isObstacle(materials)) return materials
  const secrets = requireSecrets(step)
  if (isObstacle(secrets)) return secrets
  const read = await readSketches(source, frame, materials.configuration, sketches)
  if (isFault(read)) return toObstacle(read)
  const keys = openHolderKeys(frame.start, secrets)
  return { frame, index: deps.index, keys, sketches: read.sketches }
}
