export { createResultTask } from './createResultTask.ts'
