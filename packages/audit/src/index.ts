export {
  type AuditInputs,
  type AuditOptions,
  type AuditProgress,
  auditRun,
} from './auditRun.ts'
export { describeFault } from './describeFault.ts'
export type { AuditDeps } from './meter.ts'
export { renderReport, reportJson } from './renderReport.ts'
export type { LedgerWords } from './replay.ts'
export type {
  AuditChecks,
  AuditedRound,
  AuditFault,
  AuditReason,
  AuditReport,
  AuditSubject,
} from './report.ts'
