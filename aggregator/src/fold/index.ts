export { createRunningSums, type RunningSum, type RunningSums } from './createRunningSums.ts'
export { openSums } from './openSums.ts'
