export { type Aggregator, createAggregator } from './createAggregator.ts'
export { aggregatorOptions } from './options.ts'
export type { Deps, Settings } from './ports.ts'
export { openStore, type Store } from './store/index.ts'
