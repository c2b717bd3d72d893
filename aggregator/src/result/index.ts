export { createResultRestorer } from './createResultRestorer.ts'
export { createResultTask } from './createResultTask.ts'
