import { defineFamily, type Family } from './family.ts'
import { createTabular } from './tabular.ts'

/** Digits by one hidden layer of 48: 38,170 parameters. */
export const mnistMlp: Family = defineFamily({
  sizes: {},
  create: () =>
    createTabular({ features: 28 * 28, classes: 10, hidden: 48, layers: 1, dropout: 0 }),
})
