import { fromHex, toHex } from '@vain/base'
import { merkleRootOfBytes } from '@vain/crypto'
import {
  agreePairs,
  type Body,
  canDeal,
  dealShares,
  fromWords,
  maskedEdges,
  maskStreams,
  packLanes,
  phases,
  publicCoins,
  quantiseUpdate,
  type RoundSecrets,
  reveal,
  signEnvelope,
  trainingSeed,
} from '@vain/protocol'
import { addNoise } from '../privacy/index.ts'
import {
  isObstacle,
  later,
  leads,
  never,
  type Obstacle,
  type Scene,
  sceneOf,
} from '../run/index.ts'
import type { Bound } from '../store/index.ts'
import type { BundleWish, CheckWish, Errand } from './createErrands.ts'
import type { Trainings } from './createTrainings.ts'
import { makeKeys } from './makeKeys.ts'
import type { MemberDeps, MemberOptions } from './memberParts.ts'
import { isNeverSaid, kindsIn } from './readSurvivors.ts'
import { type AfterCheck, settleReveal } from './settleCheck.ts'

/** What one step of a round needs. */
export type Step = {
  readonly deps: MemberDeps
  readonly options: Pick<MemberOptions, 'keepInputs' | 'fetchTimeoutMs'>
  readonly trainings: Trainings
  readonly scene: Scene
  readonly signal: AbortSignal
}

/**
 * A step that a leader asked for. While the round is open, the bundles it named are those of the
 * scene's round.
 */
export type ErrandStep<W extends BundleWish | CheckWish = BundleWish | CheckWish> = Step & {
  readonly errand: Errand<W>
}

/** An envelope with the operator's signature. */
export const sign = ({ deps, scene }: Step, body: Body): Uint8Array =>
  signEnvelope(scene.view.venue, deps.index, body, deps.keys.staking).bytes

/** Tells that the answer of a phase is on disk. */
export function sayReady({ deps, scene }: Step, phase: keyof typeof phases): void {
  const { run, round } = scene.round
  deps.log.info('answer ready', { run, round, phase })
  deps.hint(run, round, phases[phase])
}

/**
 * Advertises the keys of a round. Like the other steps it puts the message of its phase on disk,
 * from where it is answered, and returns what stands in the way, if anything does.
 * Source: docs/protocol §4.2.
 */
export async function takeAdvertise(step: Step): Promise<Obstacle | undefined> {
  const { deps, scene } = step
  const { round } = scene
  // Keys that were forced into the round are those it is advertised with.
  if (deps.store.isForced(round)) deps.store.saveOpen(round, round.openHead)
  else makeKeys(deps, scene.view, round, round.openHead)
  sayReady(step, 'advertise')
  return undefined
}

/** The secrets of a round that is not over are there: a round is erased only when it is. */
export function requireSecrets({ deps, scene }: Step): RoundSecrets | Obstacle {
  return deps.store.secrets(scene.round) ?? never('erased')
}

/** Time went by since the leader asked: what is said now is said to whoever leads now. */
export function requireLeader({ deps, scene, errand }: ErrandStep): Obstacle | undefined {
  const now = sceneOf(deps.chain.view, scene.run.run)
  return now !== undefined && leads(now, errand.leader) ? undefined : later('another leads')
}

/** Deals shares under the roster that the leader named. Source: docs/protocol §4.3, §4.4. */
export async function takeShare(step: ErrandStep<BundleWish>): Promise<Obstacle | undefined> {
  const { deps, scene, signal, errand } = step
  const frame = await deps.tables.frame(scene, signal)
  if (isObstacle(frame)) return frame
  const secrets = requireSecrets(step)
  if (isObstacle(secrets)) return secrets
  const obstacle = requireLeader(step)
  if (obstacle !== undefined) return obstacle
  const { leader, roster } = errand
  if (!canDeal(frame, deps.index)) return never('too-few-neighbours')
  const body = dealShares(frame, deps.index, secrets, deps.random)
  const dealt = { ctx: toHex(frame.ctx), leader, roster }
  deps.store.saveShare(scene.round, dealt, sign(step, body))
  sayReady(step, 'share')
  return undefined
}

/** Masks the update under the bundles that the leader named, once a round. §4.5. */
export async function takeMask(step: ErrandStep<BundleWish>): Promise<Obstacle | undefined> {
  const { deps, options, scene, signal, trainings, errand } = step
  const { store, tables, materials } = deps
  const { roster, share } = errand
  if (share === undefined) return never('no share bundle')
  const dealings = await tables.shares(scene, signal)
  if (isObstacle(dealings)) return dealings
  const { frame, shares } = dealings
  const read = await materials.read(scene.run, signal)
  if (isObstacle(read)) return read
  const trained = trainings.result(scene)
  if (isObstacle(trained)) return trained
  const secrets = requireSecrets(step)
  if (isObstacle(secrets)) return secrets
  const pairs = agreePairs(frame, shares, deps.index, secrets)
  if (pairs.size + 1 < frame.topology.thresholdOf(deps.index)) return never('too-few-edges')

  const { configuration } = read
  const { update, examples } = trained
  const { openHead } = scene.round
  const coins = configuration.replay && publicCoins(trainingSeed(scene.round, deps.index))
  const random = coins ?? deps.random
  const lanes = quantiseUpdate(update, examples, configuration, openHead, random)
  addNoise(lanes, scene, deps.index, configuration, deps.random)
  const { laneBits } = configuration.numbers
  const words = packLanes(lanes, laneBits)
  if (options.keepInputs) await store.saveInput(scene.round, words)
  await deps.masker.apply(words, maskStreams(frame, deps.index, secrets, pairs), laneBits)
  const bytes = fromWords(words)
  const content = fromHex(await deps.contentOf(bytes))
  const { run, round } = scene.round
  const body: Body = {
    phase: phases.mask,
    run,
    round,
    ctx: frame.maskCtx,
    length: words.length,
    root: merkleRootOfBytes(bytes),
    content,
    ...maskedEdges(shares, deps.index, pairs.keys()),
  }
  const obstacle = requireLeader(step)
  if (obstacle !== undefined) return obstacle
  const [ctx, maskCtx] = [toHex(frame.ctx), toHex(frame.maskCtx)]
  const bound: Bound = { ctx, maskCtx, roster, share }
  await store.saveMask(scene.round, bound, bytes, sign(step, body))
  sayReady(step, 'mask')
  return undefined
}

/**
 * Reveals what opens the sum over the survivors. Source: docs/protocol §4.6.
 *
 * @param after - the check that the leader named, in a run that has any
 */
export async function takeReveal(step: Step, after?: AfterCheck): Promise<Obstacle | undefined> {
  const { deps, options, scene, signal } = step
  const settled = await settleReveal(deps, options, scene, after, signal)
  if (isObstacle(settled)) return settled
  const { frame, shares, survivors, bound, check } = settled
  const secrets = requireSecrets(step)
  if (isObstacle(secrets)) return secrets
  const body = reveal(frame, shares, survivors, deps.index, secrets)
  try {
    deps.store.saveReveal(scene.round, bound, kindsIn(survivors), sign(step, body), check)
  } catch (error) {
    if (isNeverSaid(error)) return never('other-share-given')
    throw error
  }
  sayReady(step, 'reveal')
  return undefined
}
