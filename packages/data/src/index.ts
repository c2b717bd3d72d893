export { classNames, targetOf } from './policy/features.ts'
export { assertTakes, modelFor } from './policy/modelFor.ts'
export { encodePolicy, hashPolicy } from './policy/parsePolicy.ts'
export type { DataPolicy } from './policy/policy.ts'
export { compareParts, type PartsReport } from './report/compareParts.ts'
export { describeExamples, type ExamplesReport } from './report/describeExamples.ts'
export { drawParts } from './report/drawParts.ts'
export {
  type DataSource,
  openDataSource,
  openExamples,
  readSourcePolicy,
  sampleNames,
} from './source/openDataSource.ts'
export {
  heldOutForm,
  heldOutPattern,
  parseHeldOut,
  parsePartition,
  parseShare,
  partitionForm,
  partitionPattern,
  shareForm,
  sharePattern,
} from './source/texts.ts'
export { describeProblem, type RowProblem } from './table/row.ts'
