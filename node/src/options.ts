import { heldOutForm, heldOutPattern, sampleNames, shareForm, sharePattern } from '@vain/data'
import { operatorOptions } from '@vain/operator'
import { defineOptions, type OptionTable } from '@vain/service'

const rows = {
  roles: {
    type: 'list',
    default: ['trainer'],
    text: 'What this operator registers as: trainer, validator, or both.',
  },
  runs: {
    type: 'list',
    default: [],
    text: 'Numbers of the runs to take part in. Default: all of them.',
  },
  data: {
    type: 'path',
    default: 'mnist',
    names: sampleNames as readonly string[],
    text: 'Where the examples come from: a folder with a policy.json and files of data (docs/operate/own-data.md), or a sample set.',
  },
  dataSeed: {
    type: 'string',
    default: 'vain',
    text: 'Text that decides how the examples are split; all operators of a test network name the same.',
  },
  heldOut: {
    type: 'string',
    default: '20%',
    pattern: heldOutPattern as RegExp,
    form: heldOutForm as string,
    text: 'Examples that no one trains on, for validators.',
  },
  trainShare: {
    type: 'string',
    default: 'whole',
    pattern: sharePattern as RegExp,
    form: shareForm as string,
    text: 'Part of the examples that this trainer holds.',
  },
  evaluateShare: {
    type: 'string',
    default: 'whole',
    pattern: sharePattern as RegExp,
    form: shareForm as string,
    text: 'Part of the held-out examples that this validator holds.',
  },
  engine: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'cpu', 'wasm', 'webgpu', 'cuda'],
    text: 'What to train on. auto tries all of them on the first steps of a program and takes the fastest whose losses are those of wasm, which gives the same bits on every machine. cuda needs files that are installed apart.',
  },
  threads: {
    type: 'integer',
    default: 1,
    min: 1,
    max: 256,
    unit: 'threads',
    text: 'Threads of the training process.',
  },
  maskThreads: {
    type: 'integer',
    default: 0,
    min: 0,
    max: 256,
    unit: 'threads',
    text: 'Threads that put masks on large vectors and take them off; 0 for one less than the machine has cores, at least one. They start when they are needed.',
  },
  keepInputs: {
    type: 'boolean',
    default: false,
    text: 'Keep the quantised update of each round, with its noise where the run has any, which nobody else sees, in inputs/RUN-ROUND.bin of the data folder.',
  },
  keepRecords: {
    type: 'integer',
    default: 0,
    min: 0,
    max: 10_000,
    unit: 'rounds',
    text: 'Rounds of a run whose trainings can be repeated with vain replay: program, first parameters and hashes in records/RUN-ROUND of the data folder, for its owner alone. Needs engine wasm.',
  },
  replayMembers: {
    type: 'integer',
    default: 65_535,
    min: 0,
    max: 65_535,
    unit: 'members',
    text: 'After a round of a replayable run a validator repeats the trainings of one group, drawn by lot, if it has at most so many members; as usual of any group, which takes what training on its members’ part of the examples takes on wasm. 0 never does.',
  },
  maxEpsilon: {
    type: 'string',
    pattern: /^\d{1,6}(\.\d{1,6})?$/ as RegExp,
    form: 'a number such as 4 or 0.5' as string,
    text: 'Greatest ε that the rounds of a run may add up to, all those that its budget allows; a run beyond it, or one without privacy, is left alone. Default: any run.',
  },
  allowUnmasked: {
    type: 'boolean',
    default: false,
    text: 'Take part in runs without masks too (grouping singles), where everyone sees the update of each member by itself. Nothing but noise protects the examples there.',
  },
  forceAfterRounds: {
    type: 'integer',
    default: 2,
    min: 0,
    max: 1_000,
    unit: 'rounds',
    text: 'Rounds that go on without this trainer, one after the other, until it forces its way into the next one, in a transaction; 0 never does.',
  },
  fetchTimeoutMs: {
    type: 'integer',
    default: 10_000,
    min: 100,
    max: 600_000,
    unit: 'ms',
    text: 'Longest wait for one artefact before it is asked for anew.',
  },
} as const

/** Options of the node daemon. */
export const nodeOptions: typeof operatorOptions & typeof rows = defineOptions({
  ...operatorOptions,
  ...rows,
}) satisfies OptionTable
