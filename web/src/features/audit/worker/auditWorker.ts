/** Verifies a run away from the page, with the very code of `vain audit`. */

import { type AuditReport, auditRun, describeFault, renderReport, reportJson } from '@vain/audit'
import { VainError } from '@vain/base'
import { connectRpc, readDeployment, readRun } from '@vain/chain'
import { createContent } from '../../../shared/content/index.ts'
import { chooseRounds } from './chooseRounds.ts'
import type { AuditMessage, AuditRequest, Found } from './messages.ts'

const post = (message: AuditMessage): void => postMessage(message)

addEventListener('message', ({ data }: MessageEvent<AuditRequest>) => {
  audit(data).catch((error: unknown) => post(toFailure(error)))
})

async function audit({ origin, ledger, run, choice }: AuditRequest): Promise<void> {
  post({ kind: 'reading' })
  const rpc = connectRpc(`${origin}/rpc`)
  const inputs = await readRun(rpc, await readDeployment(rpc, ledger), run)
  post({ kind: 'read', events: inputs.events.length, block: inputs.block })
  const certified = inputs.events.flatMap((event) =>
    event.kind === 'certified' && event.run === run ? [event.round] : [],
  )
  const rounds = chooseRounds(choice, certified, drawBelow)
  const deps = { content: createContent(origin), clock: { now: () => performance.now() } }
  for await (const progress of auditRun(deps, inputs, rounds && { rounds }))
    post(
      progress.kind === 'report' ? { kind: 'report', found: toFound(progress.report) } : progress,
    )
}

function toFound(report: AuditReport): Found {
  const fault = report.fault && describeFault(report.fault)
  return { report, json: reportJson(report), text: renderReport(report), fault }
}

function toFailure(error: unknown): AuditMessage {
  const code = error instanceof VainError ? error.code : 'audit/failed'
  return { kind: 'failed', code, text: error instanceof Error ? error.message : String(error) }
}

/** @param limit - at most 2³² / 1,000, so that what the remainder favours is not worth a word */
function drawBelow(limit: number): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1))
  return word % limit
}
