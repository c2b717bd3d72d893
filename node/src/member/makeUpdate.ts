import { fromHex, type Log, type RandomSource, toUint } from '@vain/base'
import { sha256 } from '@vain/crypto'
import type { RunMaterials, Scene } from '../run/index.ts'
import type { Trained } from '../store/index.ts'
import type { RoundTrainer } from '../train/index.ts'

/** What making an update needs. */
export type MakeUpdateDeps = {
  readonly log: Log
  readonly random: RandomSource
  readonly trainer: Pick<RoundTrainer, 'train' | 'takeLot'>
  /** This operator's index in `KeyBook`. */
  readonly index: number
}

type MakeUpdate = (
  deps: MakeUpdateDeps,
  scene: Scene,
  materials: RunMaterials,
  model: Float32Array,
  signal: AbortSignal,
) => Promise<Trained>

/** Makes a member's update of a round in the way that the run's privacy asks for. */
export const makeUpdate: MakeUpdate = (deps, scene, materials, model, signal) => {
  const { unit } = materials.configuration.privacy
  const make = unit === 'record' ? updateByLot : updateByEpochs
  return make(deps, scene, materials, model, signal)
}

/** Local training over all examples; the update is how far it went. */
const updateByEpochs: MakeUpdate = async (deps, { round }, materials, model, signal) => {
  const { configuration, trainProgram } = materials
  const { epochs, batchSize, learningRateMicro } = configuration.training
  const root = fromHex(round.model.root)
  const place = [toUint(round.run, 32), toUint(round.round, 32), toUint(deps.index, 16)]
  const job = {
    program: trainProgram,
    model,
    epochs,
    batchSize,
    learningRate: learningRateMicro / 1e6,
    // The same for a second try, so that a restart gains nothing and loses nothing.
    seed: sha256(root, ...place),
  }
  const { model: trained, examples, loss } = await deps.trainer.train(job, { signal })
  deps.log.info('trained', { run: round.run, round: round.round, examples, loss })
  return { update: trained.map((value, i) => value - (model[i] as number)), examples }
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
