import { optimiserNames } from '@vain/learn'
import { defineOptions, type OptionsOf } from '@vain/service'
import { nodeOptions } from '../../options.ts'
import { mostBatchSize, mostEpochs } from '../../record/index.ts'
import { dataOptions } from '../data/dataOptions.ts'

type CpuUnlessTold = Omit<typeof nodeOptions.engine, 'default'> & { readonly default: 'cpu' }

type Optimisers = readonly (typeof optimiserNames)[number][]

const local = {
  local: {
    type: 'boolean',
    default: false,
    text: 'Train on this machine alone, without a network; the only way so far, and to be said.',
  },
} as const

const rows = {
  model: {
    type: 'string',
    text: 'Model to train, such as tabular:hidden=32,layers=1. Default: one that suits the policy.',
  },
  base: {
    type: 'path',
    text: 'Model to begin with: an ONNX file, or parameters that --out wrote of the same --model.',
  },
  rank: {
    type: 'integer',
    min: 1,
    max: 1_024,
    unit: 'columns',
    text: 'Leaves the base as it is and trains adapters of this rank beside its dense layers (LoRA).',
  },
  epochs: {
    type: 'integer',
    default: 20,
    min: 1,
    max: mostEpochs as number,
    unit: 'epochs',
    text: 'Passes over the examples.',
  },
  batchSize: {
    type: 'integer',
    default: 32,
    min: 1,
    max: mostBatchSize as number,
    unit: 'examples',
    text: 'Examples per step.',
  },
  learningRate: {
    type: 'string',
    default: '0.003',
    pattern: /^0?\.\d{1,9}$/ as RegExp,
    form: 'a number below 1 such as 0.003',
    text: 'Learning rate, at its highest if it changes.',
  },
  optimiser: {
    type: 'choice',
    default: 'adam',
    choices: optimiserNames as Optimisers,
    text: 'How a gradient changes the parameters.',
  },
  warmUp: {
    type: 'integer',
    min: 1,
    max: 1_000_000,
    unit: 'steps',
    text: 'Steps over which the learning rate rises; then it falls by half a cosine to a tenth. Default: it stays.',
  },
  engine: { ...nodeOptions.engine, default: 'cpu' } as CpuUnlessTold,
  record: {
    type: 'path',
    text: 'Folder for a record of the training, which vain replay repeats. Needs --engine wasm.',
  },
  threads: {
    type: 'integer',
    default: 1,
    min: 1,
    max: 256,
    unit: 'threads',
    text: 'Threads of the training process.',
  },
  out: { type: 'path', text: 'File for the trained parameters, as little-endian float32.' },
} as const

/** Options of `vain train`. */
export const trainOptions: typeof local & typeof dataOptions & typeof rows = defineOptions({
  ...local,
  ...dataOptions,
  ...rows,
})

export type TrainOptions = OptionsOf<typeof trainOptions>
