export { createTrainer, type Trainer, type TrainerOptions } from './createTrainer.ts'
export type { EvaluateRequest, ExampleCounts, TrainRequest } from './messages.ts'
