import { type Configuration, plainSettings, type StrategySettings } from '@vain/protocol'
import type { Plan } from './plan.ts'

/** Names of the strategies of a run. */
export const strategyNames = ['fedavg', 'fednova', 'scaffold', 'diloco'] as const

export type StrategyName = (typeof strategyNames)[number]

type Training = Configuration['training']

/** Local training of a network without privacy; with it only the batch sizes count. */
export const training: Training = {
  epochs: 3,
  batchSize: 32,
  evaluateBatchSize: 250,
  learningRateMicro: 3_000,
}

/** ρ of local steps that are weighed or steered. */
const momentum = 0.9

/** With DiLoCo each round is about one coordinate of so many. */
const shareOfCoordinates = 8

/** Steps of a node in a round; with a check the most weigh no more than four times the least. */
const stepsOf = ({ check = 'none' }: Plan): { leastSteps: number; mostSteps: number } =>
  check === 'none' ? { leastSteps: 10, mostSteps: 400 } : { leastSteps: 40, mostSteps: 120 }

/** The strategy of a network's run. */
export function strategyOf(plan: Plan, parameters: number): StrategySettings {
  const { strategy: name = 'fedavg' } = plan
  const momentumMicro = momentum * 1e6
  switch (name) {
    case 'fedavg':
      return plainSettings.strategy
    case 'fednova':
      return { name, momentumMicro, ...stepsOf(plan) }
    case 'scaffold':
      return { name, momentumMicro }
    case 'diloco':
      return { name, coordinates: Math.ceil(parameters / shareOfCoordinates) }
  }
}

/** Whether a strategy needs local steps whose weight is known: plain descent with momentum. */
const countsSteps = ({ strategy }: Plan): boolean =>
  strategy === 'fednova' || strategy === 'scaffold'

/** Local training by strategy: many passes with DiLoCo, else as without; nothing was tuned. */
export function trainingOf(plan: Plan): Training {
  if (countsSteps(plan)) return { ...training, learningRateMicro: 10_000 }
  return plan.strategy === 'diloco' ? { ...training, epochs: 10 } : training
}
