import type { Clock, Log } from '@vain/base'
import type { Configuration } from '@vain/protocol'
import type { RunMaterials, Scene } from '../run/index.ts'
import type { MemberStore, Trained } from '../store/index.ts'
import type { RoundTrainer, TrainRequest } from '../train/index.ts'
import { countedRounds } from './countedRounds.ts'
import type { Pace } from './createPace.ts'
import { type LocalStrategy, momentumOf } from './localStrategy.ts'

/** What an update by a strategy needs besides what it begins with. */
export type StrategyDeps = {
  readonly log: Log
  readonly clock: Pick<Clock, 'now'>
  readonly trainer: Pick<RoundTrainer, 'train'>
  readonly pace: Pace
  readonly store: Pick<MemberStore, 'own'>
  /** This operator's index in `KeyBook`. */
  readonly index: number
}

/** Of the time that a round gives for training so much is used: measured steps are not all alike. */
const shareOfTime = 0.8

/** Where the words of what a member begins with end and those that only its strategy reads begin. */
type Begun = { readonly model: Float32Array; readonly published: Float32Array }

/**
 * Trains in the way of the run's strategy: steered by what the member kept, for as many steps as
 * there is time, and sends what that makes of its work.
 *
 * What it keeps is saved beside the update, and counts only when the round has it in its sum.
 *
 * @param request - the training without its steps
 *
 * Source: docs/protocol §5.6.
 */
export async function updateByStrategy(
  deps: StrategyDeps,
  strategy: LocalStrategy,
  scene: Scene,
  { configuration }: Pick<RunMaterials, 'configuration'>,
  request: TrainRequest,
  { model, published }: Begun,
  signal: AbortSignal,
): Promise<Trained> {
  const own = await readOwn(deps, scene, strategy.ownWords(configuration.parameters))
  const h = strategy.steer(published, own)
  const sized = await sizeOf(deps, scene, configuration, request, signal)
  const job = { ...request, ...sized, ...(h && { state: { h } }) }
  const beganMs = deps.clock.now()
  const { model: end, examples, loss, steps } = await deps.trainer.train(job, { signal })
  deps.pace.note(request, steps, deps.clock.now() - beganMs)
  const { run, round } = scene.round
  deps.log.info('trained', { run, round })
  deps.log.debug('what was trained', { run, round, examples, loss, steps })
  const trained = {
    start: model,
    end,
    steps,
    learningRate: request.learningRate,
    momentum: momentumOf(configuration),
    greatestNorm: configuration.numbers.clipMicro / 1e6,
  }
  const sent = strategy.send(trained, published, own)
  return { update: sent.update, examples, ...(sent.own.length > 0 && { own: sent.own }) }
}

/** What the member kept of the last of its rounds that counts, or zeros before there is any. */
async function readOwn(
  { store, index }: StrategyDeps,
  { run, round }: Scene,
  words: number,
): Promise<Float32Array> {
  if (words === 0) return new Float32Array()
  for (const counted of countedRounds(run, round, index)) {
    const own = await store.own(counted, words)
    if (own !== undefined) return own
  }
  return new Float32Array(words)
}

/** With FedNova, as many steps as fit the time that the round gives for training. */
async function sizeOf(
  { clock, pace }: StrategyDeps,
  { run, round, now }: Scene,
  { strategy }: Configuration,
  request: TrainRequest,
  signal: AbortSignal,
): Promise<Pick<TrainRequest, 'steps'>> {
  if (strategy.name !== 'fednova') return {}
  const { leastSteps: least, mostSteps: most } = strategy
  const beganMs = clock.now()
  const stepMs = await pace.stepMs(request, signal)
  const spentMs = clock.now() - beganMs
  const leftMs = 1_000 * (round.opened.timestamp + run.machine.lead.trainSeconds - now) - spentMs
  // An engine may tell of all steps at one time.
  const fit = stepMs > 0 ? Math.floor((shareOfTime * leftMs) / stepMs) : most
  return { steps: { least, most: Math.min(most, Math.max(least, fit)) } }
}
