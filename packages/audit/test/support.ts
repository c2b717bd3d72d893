import type { Clock } from '@vain/base'
import { VainError } from '@vain/base'
import type { ContentSource, LedgerEvent, RoundView } from '@vain/protocol'
import type { SyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import {
  type AuditInputs,
  type AuditOptions,
  type AuditProgress,
  type AuditReport,
  auditRun,
} from '../src/index.ts'

/** Time that moves a second whenever someone looks. */
function tickingClock(): Pick<Clock, 'now'> {
  let now = 0
  return { now: () => (now += 1_000) }
}

export function inputsOf(played: SyntheticNetwork): AuditInputs {
  const run = played.chain.view().runs.get(1)
  if (run === undefined) throw new Error('the run is missing')
  return {
    venue: played.chain.venue,
    keyBook: played.chain.keyBook,
    run: 1,
    events: played.chain.events(),
    words: run.machine,
    block: played.chain.block(),
  }
}

export async function progressOf(
  content: ContentSource,
  inputs: AuditInputs,
  options: AuditOptions = {},
): Promise<AuditProgress[]> {
  const all: AuditProgress[] = []
  for await (const progress of auditRun({ content, clock: tickingClock() }, inputs, options))
    all.push(progress)
  return all
}

export async function audit(
  content: ContentSource,
  inputs: AuditInputs,
  options: AuditOptions = {},
): Promise<AuditReport> {
  const last = (await progressOf(content, inputs, options)).at(-1)
  if (last?.kind !== 'report') throw new Error('the audit ended without a report')
  return last.report
}

/** The same artefacts, but one of them altered, or gone if `change` is left out. */
export function altered(
  content: ContentSource,
  cid: string,
  change?: (bytes: Uint8Array) => Uint8Array | undefined,
): ContentSource {
  return {
    async get(asked, ...rest) {
      if (asked !== cid) return content.get(asked, ...rest)
      if (change === undefined) throw new VainError('testkit/not-found', 'it is gone', { cid })
      const bytes = await content.get(asked, ...rest)
      return change(bytes) ?? bytes
    },
  }
}

export const flip =
  (at: number) =>
  (bytes: Uint8Array): undefined => {
    bytes[at] = (bytes[at] ?? 0) ^ 1
  }

export function roundOf(played: SyntheticNetwork, round: number): RoundView {
  const found = played.chain.view().runs.get(1)?.rounds[round - 1]
  expect(found?.round).to.equal(round)
  return found as RoundView
}

/** The same events, but the one of a kind in a round changed. */
export function rewritten(
  inputs: AuditInputs,
  kind: LedgerEvent['kind'],
  round: number | undefined,
  change: object,
): AuditInputs {
  let found = 0
  const events = inputs.events.map((event) => {
    const here = round === undefined || ('round' in event && event.round === round)
    if (event.kind !== kind || !here || found++ > 0) return event
    return { ...event, ...change } as LedgerEvent
  })
  expect(found, `no ${kind} to change`).to.be.greaterThan(0)
  return { ...inputs, events }
}
