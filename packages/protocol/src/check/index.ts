export {
  answerSketches,
  answerSums,
  type Placed,
  type SketchTable,
  settleCheckBundle,
} from './answerSketches.ts'
export {
  type CheckFrame,
  checkBeaconRound,
  fitsEnvelopes,
  hasCommittee,
  openCheck,
  survivingGroups,
} from './checkFrame.ts'
export { dealSketches } from './dealSketches.ts'
export { checkAnswer, checkSettle, checkSketch, checkSums } from './misfits.ts'
export {
  type AddedSketches,
  acceptedSums,
  addSketches,
  type CheckTable,
  condemnedGroups,
  type GroupFinding,
  type GroupVerdict,
  judgeAnswers,
  judgeSums,
  type SumsTable,
} from './verdict.ts'
