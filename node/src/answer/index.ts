export { type AnswerDeps, type Answers, createAnswers } from './createAnswers.ts'
