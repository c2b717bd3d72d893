export { answerNode } from './answerNode.ts'
export { createDiary, type Diary } from './createDiary.ts'
export {
  changeParticipationEndpoint,
  nodeApi,
  type TrainingRow,
  trainingsEndpoint,
} from './nodeApi.ts'
export { type Joining, openParticipation } from './openParticipation.ts'
