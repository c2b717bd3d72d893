import type { TrainRecord } from '@vain/learn'

const nothing = `0x${'00'.repeat(32)}`

/** The record of a training that never was. */
export const stubRecord: TrainRecord = {
  v: 1,
  engine: 'wasm',
  library: nothing,
  program: nothing,
  start: nothing,
  examples: nothing,
  epochs: 1,
  batchSize: 1,
  learningRate: 0.1,
  seed: nothing,
  trained: nothing,
  losses: nothing,
}
