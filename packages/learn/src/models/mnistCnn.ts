import { defineFamily, type Family } from './family.ts'
import { createImageCnn } from './imageCnn.ts'

/** Digits by two 5 × 5 convolutions of 6 and 16 filters and a hidden layer of 120: 34,622 parameters. */
export const mnistCnn: Family = defineFamily({
  sizes: {},
  create: () =>
    createImageCnn({
      side: 28,
      channels: 1,
      classes: 10,
      filters: 6,
      moreFilters: 16,
      hidden: 120,
      averaging: 0,
    }),
})
