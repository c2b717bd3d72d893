export { createReplays, type Replays } from './createReplays.ts'
export { type GroupReplay, replayGroup } from './replayGroup.ts'
export { requestOf, trainStep } from './trainStep.ts'
