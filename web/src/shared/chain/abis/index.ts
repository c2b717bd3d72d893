export { abiOf } from './abiOf.ts'
