export { addNoise } from './addNoise.ts'
export { costOf, noiseToSignal } from './budget.ts'
export { type BudgetGate, createBudgetGate } from './createBudgetGate.ts'
export { assertRoom, deltaOf, type GroupNoise, groupNoises, type Sizes } from './runPrivacy.ts'
