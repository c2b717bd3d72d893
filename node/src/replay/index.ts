export { createReplays, type Replays } from './createReplays.ts'
export { type GroupReplay, membersOf, replayGroup } from './replayGroup.ts'
export { requestOf, trainStep } from './trainStep.ts'
