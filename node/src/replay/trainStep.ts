import {
  type Configuration,
  publicCoins,
  publicPart,
  quantiseUpdate,
  type RoundView,
  trainingSeed,
} from '@vain/protocol'
import type { RunMaterials } from '../run/index.ts'
import type { Trainer, TrainRequest } from '../train/index.ts'

/** A member's training in a round. */
export type StepInputs = {
  readonly round: RoundView
  /** Of the member. */
  readonly index: number
  readonly materials: RunMaterials
  /** Parameters that the round begins with. */
  readonly model: Float32Array
}

/** What came of a member's training in a round. */
export type Step = {
  readonly request: TrainRequest
  /** How far training went. */
  readonly update: Float32Array
  readonly outcome: Awaited<ReturnType<Trainer['train']>>
}

/**
 * Trains as a member of a round does, over all examples of its share. In a replayable run the share
 * and all else follow from what the chain names, so that anyone can.
 *
 * Source: docs/protocol §5.7.
 */
export async function trainStep(
  trainer: Pick<Trainer, 'train'>,
  inputs: StepInputs,
  signal: AbortSignal,
): Promise<Step> {
  const { model } = inputs
  const request = requestOf(inputs)
  const outcome = await trainer.train(request, { signal })
  const update = outcome.model.map((value, i) => value - (model[i] as number))
  return { request, update, outcome }
}

/** What a member is to train in a round. */
export function requestOf({ round, index, materials, model }: StepInputs): TrainRequest {
  const { configuration, trainProgram } = materials
  const { epochs, batchSize, learningRateMicro } = configuration.training
  const { replay } = configuration
  return {
    program: trainProgram,
    model,
    epochs,
    batchSize,
    learningRate: learningRateMicro / 1e6,
    seed: trainingSeed(round, index),
    ...(replay && { part: { ...publicPart(round, index), examples: replay.examples } }),
  }
}

/** The numbers that a member of a replayable run adds to its sum. Source: docs/protocol §5.7. */
export function publicUpdate(
  { update, outcome }: Step,
  { round, index }: Pick<StepInputs, 'round' | 'index'>,
  configuration: Configuration,
): Int32Array {
  const coins = publicCoins(trainingSeed(round, index))
  return quantiseUpdate(update, outcome.examples, configuration, round.openHead, coins)
}
