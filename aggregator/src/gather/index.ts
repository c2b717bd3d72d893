export { createGatherTask } from './createGatherTask.ts'
