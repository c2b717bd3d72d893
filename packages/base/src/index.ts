export { concatBytes, equalBytes, fromHex, fromText, toHex, toUint } from './bytes.ts'
export { VainError } from './error.ts'
export type { Clock, Log, LogFields, RandomSource } from './ports.ts'
export { Secret } from './secret.ts'
