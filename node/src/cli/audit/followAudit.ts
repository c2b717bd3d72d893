import {
  type AuditInputs,
  type AuditOptions,
  type AuditProgress,
  type AuditReport,
  auditRun,
} from '@vain/audit'
import { VainError } from '@vain/base'
import { createMaskPool } from '@vain/masking'
import type { ContentSource } from '@vain/protocol'
import { systemClock } from '@vain/service'

/**
 * Audits a run on all cores, and tells on standard error how far it is, where that does not mix
 * with the report.
 *
 * @throws {VainError} `audit/no-report`
 */
export async function followAudit(
  content: ContentSource,
  inputs: AuditInputs,
  options: AuditOptions,
): Promise<AuditReport> {
  const masker = createMaskPool({ threads: 0 })
  try {
    return await follow(auditRun({ content, clock: systemClock, masker }, inputs, options))
  } finally {
    await masker.close()
  }
}

async function follow(progress: AsyncIterable<AuditProgress>): Promise<AuditReport> {
  for await (const step of progress) {
    if (step.kind === 'report') return step.report
    const done =
      step.kind === 'round' ? `round ${step.round.round} (${step.at} of ${step.of})` : step.step
    process.stderr.write(`  ${done}: ${step.seconds.toFixed(1)} s\n`)
  }
  throw new VainError('audit/no-report', 'the audit ended without a report', {})
}
