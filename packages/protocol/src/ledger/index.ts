export { applyEvent } from './apply.ts'
export {
  type BookEvent,
  type LedgerEvent,
  type Place,
  type RoundEvent,
  type RunSpec,
  roles,
} from './events.ts'
export { forgetRounds, type Recall } from './forgetRounds.ts'
export {
  activeOperators,
  allRounds,
  type BundleRefs,
  type Certificate,
  createLedgerView,
  currentRound,
  findRound,
  headRound,
  type LedgerView,
  type ModelRef,
  type Operator,
  type PastRounds,
  type Proposal,
  type RoundStanding,
  type RoundView,
  type RunView,
  ringOf,
  standingOf,
  type ValidatorSet,
  withRefs,
} from './view.ts'
