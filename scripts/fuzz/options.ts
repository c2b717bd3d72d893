import { defineOptions } from '@vain/service'

/** Options of `npm run fuzz`. */
export const fuzzOptions = defineOptions({
  inputs: {
    ...{ type: 'integer', default: 1_000_000, min: 1, max: 1_000_000_000, unit: 'inputs' },
    text: 'Inputs for all decoders together; those that are slow get fewer.',
  },
  seed: {
    ...{ type: 'integer', default: 1, min: 0, max: 2 ** 31, unit: 'number' },
    text: 'Decides what the inputs are.',
  },
  target: {
    type: 'list',
    default: [],
    text: 'Beginnings of names of decoders, such as protocol/: only those are tried.',
  },
  list: { type: 'boolean', default: false, text: 'Name the decoders and try none.' },
  input: {
    type: 'path',
    text: 'File with one input: the decoders that are named get this and nothing else.',
  },
  folder: {
    ...{ type: 'path', default: '.cache/fuzz' },
    text: 'Folder into which inputs that were found go.',
  },
})
