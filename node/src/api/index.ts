export { answerNode } from './answerNode.ts'
export { createDiary, type Diary } from './createDiary.ts'
export { nodeApi } from './nodeApi.ts'
export { type Joining, openParticipation } from './openParticipation.ts'
