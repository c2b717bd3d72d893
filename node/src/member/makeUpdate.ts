import type { Log, RandomSource } from '@vain/base'
import type { KeptTraining, Records } from '../record/index.ts'
import { requestOf, trainStep } from '../replay/index.ts'
import type { RunMaterials, Scene } from '../run/index.ts'
import type { RoundKey, Trained } from '../store/index.ts'
import type { RoundTrainer } from '../train/index.ts'
import { localStrategyOf } from './localStrategy.ts'
import { type StrategyDeps, updateByStrategy } from './updateByStrategy.ts'

/** What making an update needs. */
export type MakeUpdateDeps = Pick<StrategyDeps, 'clock' | 'pace' | 'store'> & {
  readonly log: Log
  readonly random: RandomSource
  readonly trainer: Pick<RoundTrainer, 'train' | 'takeLot'>
  /** This operator's index in `KeyBook`. */
  readonly index: number
  /** Keeps what trainings were; they are forgotten without. */
  readonly records?: Records | undefined
}

type MakeUpdate = (
  deps: MakeUpdateDeps,
  scene: Scene,
  materials: RunMaterials,
  published: Float32Array,
  signal: AbortSignal,
) => Promise<Trained>

/**
 * Makes a member's update of a round in the way that the run's privacy or its strategy asks for.
 *
 * @param published - the model, and behind it what else the strategy tells everyone
 */
export const makeUpdate: MakeUpdate = (deps, scene, materials, published, signal) => {
  const { configuration } = materials
  if (configuration.privacy.unit === 'record')
    return updateByLot(deps, scene, materials, published, signal)
  const strategy = localStrategyOf(configuration, scene.round.openHead)
  if (strategy === undefined) return updateByEpochs(deps, scene, materials, published, signal)
  const model = published.slice(0, configuration.parameters)
  const request = requestOf({ round: scene.round, index: deps.index, materials, model })
  const begun = { model, published }
  return updateByStrategy(deps, strategy, scene, materials, request, begun, signal)
}

/** Local training over all examples; the update is how far it went. */
const updateByEpochs: MakeUpdate = async (deps, { round }, materials, model, signal) => {
  const inputs = { round, index: deps.index, materials, model }
  const { request, update, outcome } = await trainStep(deps.trainer, inputs, signal)
  const { examples, loss, record } = outcome
  deps.log.info('trained', { run: round.run, round: round.round })
  deps.log.debug('what was trained', { run: round.run, round: round.round, examples, loss })
  keepRecord(deps, round, { record, program: request.program, start: model })
  return { update, examples }
}

/** Keeps what a training was. It is for its owner alone, so no round waits for a disk with room. */
function keepRecord(
  { log, records }: MakeUpdateDeps,
  { run, round }: RoundKey,
  kept: KeptTraining,
): void {
  try {
    records?.save({ run, round }, kept)
  } catch (error) {
    log.warn('the record of a training could not be kept', { run, round, error })
  }
}

/** A secret sample, each of its examples clipped for itself. Source: docs/protocol/lots.md. */
const updateByLot: MakeUpdate = async (deps, { round }, materials, model, signal) => {
  const { configuration, trainProgram } = materials
  const { privacy, training, numbers } = configuration
  const job = {
    program: trainProgram,
    model,
    batchSize: training.batchSize,
    samplingRateMicro: privacy.samplingRateMicro,
    lotSize: privacy.lotSize,
    clip: numbers.clipMicro / 1e6,
    // Nobody may know or repeat the draw: what hides an example is that it may not have been drawn.
    seed: deps.random(32),
  }
  const { update } = await deps.trainer.takeLot(job, { signal })
  // Neither size nor loss: they would tell of the sample.
  deps.log.info('trained', { run: round.run, round: round.round })
  return { update, examples: 1 }
}
