export { fitNumbers } from './design/fitNumbers.ts'
export {
  type PreparedRun,
  prepareRun,
  type RunArtefact,
  type RunDesign,
  type Settings,
} from './design/prepareRun.ts'
export { maxRunFile, parseRunFile } from './file/parseRunFile.ts'
export type { RunFile } from './file/runFile.ts'
export { toDesign } from './file/toDesign.ts'
export { judgeRound, type RoundRow, readRoundRow } from './progress/roundRow.ts'
export { createScreen, formatPhase, formatRow, heading, type Screen } from './progress/terminal.ts'
