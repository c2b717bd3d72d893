import { VainError } from '@vain/base'
import {
  applyEvent,
  createLedgerView,
  type LedgerEvent,
  type LedgerView,
  type RunMachine,
  type Venue,
} from '@vain/protocol'
import type { AuditFault } from './report.ts'

/** The words that `RoundLedger` keeps of a run, as it says them itself. */
export type LedgerWords = Pick<RunMachine, 'cursor' | 'lead' | 'head' | 'inbox'>

/**
 * Replays all events from the deployment on through the round machine.
 *
 * @returns the ledger they add up to, or the first event that cannot have happened
 */
export function replay(venue: Venue, events: readonly LedgerEvent[]): LedgerView | AuditFault {
  let view = createLedgerView(venue)
  for (const event of events) {
    try {
      view = applyEvent(view, event)
    } catch (error) {
      if (!(error instanceof VainError)) throw error
      return divergence(event, error)
    }
  }
  return view
}

function divergence(event: LedgerEvent, error: VainError): AuditFault {
  const place = 'round' in event ? { round: event.round } : {}
  const { block, transaction } = event.at
  const detail = `${error.message} (block ${block}, transaction ${transaction})`
  return { ...place, artefact: 'ledger', reason: 'diverged', detail }
}

/** Compares what the events add up to with what the contract says. */
export function compareWords(
  view: LedgerView,
  run: number,
  words: LedgerWords,
): AuditFault | undefined {
  const machine = view.runs.get(run)?.machine
  if (machine === undefined)
    return { artefact: 'ledger', reason: 'no-such-run', detail: `no event created run ${run}` }
  const derived = flatten(machine)
  const claimed = flatten(words)
  const names = Object.keys(derived) as (keyof typeof derived)[]
  const different = names.find((name) => derived[name] !== claimed[name])
  if (different === undefined) return undefined
  return {
    artefact: 'ledger',
    reason: 'words-differ',
    detail: `${different}: ${derived[different]} by its events, ${claimed[different]} by the contract`,
  }
}

const flatten = ({ cursor, lead, head, inbox }: LedgerWords) => ({
  ...cursor,
  ...lead,
  head,
  inbox,
})
