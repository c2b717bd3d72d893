import { defineOptions } from '@vain/service'

/** Options of `npm run soak`. */
export const soakOptions = defineOptions({
  rounds: {
    ...{ type: 'integer', default: 1_000, min: 1, max: 1_000_000, unit: 'rounds' },
    text: 'Models that the run is to have when this ends; a soak stopped before goes on to it.',
  },
  every: {
    ...{ type: 'integer', default: 10, min: 1, max: 1_000, unit: 'rounds' },
    text: 'Rounds between two samples.',
  },
  folder: {
    ...{ type: 'path', default: '.cache/soak' },
    text: 'Folder of the network, of the book of samples (book.jsonl), and of heap snapshots.',
  },
  snapshots: {
    ...{ type: 'list', default: [] },
    text: 'Rounds at which the heap of every daemon is written to the folder, such as 100,300.',
  },
  table: { type: 'boolean', default: false, text: 'Judge the book, and run nothing.' },
  picture: { type: 'path', text: 'File to draw the picture into, such as docs/operate/soak.svg.' },
})
