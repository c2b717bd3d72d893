export { createMaskTask } from './createMaskTask.ts'
export { createProbeTask } from './createProbeTask.ts'
export { createRosterTask } from './createRosterTask.ts'
export { createShareTask } from './createShareTask.ts'
