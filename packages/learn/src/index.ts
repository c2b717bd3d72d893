export { createCpuEngine } from './backends/createCpuEngine.ts'
export { createEngine } from './backends/createEngine.ts'
export { type EngineName, engineNames } from './backends/engineName.ts'
export type { Dataset } from './data/dataset.ts'
export {
  type Deal,
  dealExamples,
  type HeldOut,
  type OpenData,
  splitSet,
} from './data/deal.ts'
export type { ExampleSet } from './data/exampleSet.ts'
export { loadMnist, mnistExamples, openDigits } from './data/mnist.ts'
export { dealParts, type Partition, type Share } from './data/share.ts'
export { targetLevels, toTarget, varianceOf } from './data/target.ts'
export { optimiserNames } from './graph/optimiser.ts'
export type { Schedule } from './graph/schedule.ts'
export { type Base, createBase } from './models/base.ts'
export {
  createModel,
  createModelFrom,
  isPrivateProgram,
  type Model,
  type ModelOptions,
} from './models/createModel.ts'
export type { ModelName } from './models/modelName.ts'
export { importModel } from './onnx/importModel.ts'
export { createDraws, type Draws } from './random/draws.ts'
export { compressUpdates } from './strategies/compressor.ts'
export { createDiloco } from './strategies/diloco.ts'
export { fedAvg } from './strategies/fedAvg.ts'
export { createFedNova } from './strategies/fedNova.ts'
export { createScaffold } from './strategies/scaffold.ts'
export { sendSome } from './strategies/sendSome.ts'
export type { Strategy } from './strategies/strategy.ts'
export { createTopK } from './strategies/topK.ts'
export type {
  Engine,
  Evaluation,
  JobHooks,
  LotJob,
  LotResult,
  Progress,
  TrainJob,
  TrainResult,
} from './training/engine.ts'
export {
  hashExamples,
  recordTraining,
  replayTraining,
  type TrainRecord,
} from './training/record.ts'
