/** Masks over large vectors on several threads, away from the event loop. For Node alone. */

export { createMaskPool, type MaskPool } from './createMaskPool.ts'
