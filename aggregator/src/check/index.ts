export { createChecking, type SettledCheck } from './createChecking.ts'
export { noteVerdicts } from './noteFaults.ts'
export { timesOf } from './times.ts'
export { whoIsLeftOut } from './whoIsLeftOut.ts'
