import type { Clock, Log } from '@vain/base'
import type { Deployment, Rpc } from '@vain/chain'
import { createWorker } from '../createWorker.ts'
import { persist } from '../persist.ts'
import { readCourtTerms } from './collectStore.ts'
import type { CourtTerms } from './planRetention.ts'

/** Between two looks at the terms of a court: governance takes days to change them. */
const pauseMs = 600_000

/**
 * Reads what a court may still ask for, now and every ten minutes.
 *
 * @param dataCourt - address of the court, empty if it is not known
 * @returns the widest terms that were seen, and the way to end it
 * @throws {VainError} as `readCourtTerms`
 * @throws the signal's reason
 */
export async function followTerms(
  deps: {
    readonly clock: Clock
    readonly log: Log
    readonly rpc: Rpc
    readonly deployment: Deployment
  },
  dataCourt: string,
  signal: AbortSignal,
): Promise<{ terms(): CourtTerms; stop(): Promise<void> }> {
  const read = (): Promise<CourtTerms> => readCourtTerms(deps.rpc, deps.deployment, dataCourt)
  let terms = await persist(deps, signal, read)
  const worker = createWorker(deps, async (stopping) => {
    await deps.clock.sleep(pauseMs, stopping)
    terms = widestTerms(terms, await read())
    return 0
  })
  if (dataCourt !== '') worker.poke()
  return { terms: () => terms, stop: worker.stop }
}

/** What either allows: a challenge may stand that was opened before governance lowered them. */
export function widestTerms(some: CourtTerms, others: CourtTerms): CourtTerms {
  return {
    maxAge: Math.max(some.maxAge, others.maxAge),
    moveSeconds: Math.max(some.moveSeconds, others.moveSeconds),
  }
}
