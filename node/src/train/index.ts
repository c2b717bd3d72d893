export {
  createTrainer,
  type RoundTrainer,
  type Trainer,
  type TrainerOptions,
} from './createTrainer.ts'
export type {
  EvaluateRequest,
  ExampleCounts,
  LotRequest,
  TrainRequest,
} from './messages.ts'
export { fastestOf, type Probe, probeEngines } from './probeEngines.ts'
