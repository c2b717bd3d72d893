export { aggregatorOptions } from './options.ts'
