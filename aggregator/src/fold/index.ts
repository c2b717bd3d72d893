export { createRunningSums, type RunningSum, type RunningSums } from './createRunningSums.ts'
export { openSum } from './openSum.ts'
