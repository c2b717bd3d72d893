export { createTrainer, type Trainer, type TrainerOptions } from './createTrainer.ts'
export type { EvaluateRequest, ExampleCounts, LotRequest, TrainRequest } from './messages.ts'
