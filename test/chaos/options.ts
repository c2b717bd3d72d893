import { defineOptions } from '@vain/service'

/** Options of `npm run test:chaos`. */
export const chaosOptions = defineOptions({
  minutes: {
    ...{ type: 'integer', default: 60, min: 0, max: 10_000, unit: 'minutes' },
    text: 'How long cells are begun.',
  },
  seed: {
    ...{ type: 'string', default: '1' },
    text: 'What the order of the cells and all that links do is drawn from.',
  },
  book: {
    ...{ type: 'path', default: '.cache/chaos/book.jsonl' },
    text: 'File with what was seen: cells in it are not tried again.',
  },
  cells: {
    ...{ type: 'list', default: [] },
    text: 'Words of which a cell’s name must have all, such as kill,aggregator. Default: all cells.',
  },
  turnSeconds: {
    ...{ type: 'integer', default: 16, min: 8, max: 600, unit: 'seconds' },
    text: 'Length of a turn: longer on a machine with much else to do.',
  },
  perNetwork: {
    ...{ type: 'integer', default: 16, min: 1, max: 1_000, unit: 'cells' },
    text: 'Cells after which a new network is begun, and the old one audited.',
  },
  networks: {
    ...{ type: 'integer', default: 1, min: 1, max: 16, unit: 'networks' },
    text: 'Networks at a time: ten daemons each, which want a processor to themselves.',
  },
  table: { type: 'boolean', default: false, text: 'Print the table of the book, and run nothing.' },
})
