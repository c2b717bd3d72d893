export { createValidator, type Validator } from './createValidator.ts'
export type { ValidatorDeps, ValidatorOptions } from './validatorParts.ts'
