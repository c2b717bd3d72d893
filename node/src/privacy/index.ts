export { addNoise } from './addNoise.ts'
export { type BudgetGate, createBudgetGate } from './createBudgetGate.ts'
