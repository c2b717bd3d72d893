import type { OpenedChallenge } from '@vain/chain'
import { type Again, createWorker } from '@vain/operator'
import { createAdvocate } from './createAdvocate.ts'
import { createCourtWatch } from './createCourtWatch.ts'
import { createDocket } from './createDocket.ts'
import { createReport } from './createReport.ts'
import type { DefenceDeps, DefenceSettings } from './ports.ts'

/** Answers to challenges, at work. */
export type Defence = {
  /** Ends its work. What is still asked is answered after the next start. */
  stop(): Promise<void>
}

/** Answers that are on their way at once. */
const mostAtOnce = 16

/**
 * Answers what is asked in the court of missing data, whenever something changed. What is asked and
 * not answered stands on chain, so a restart forgets nothing. Whoever is accused answers at once;
 * everyone else who has the data only in the second half of the time, so that not all pay for the
 * same answer. Source: docs/protocol/slashing.md, "Data that is not shown", "A silent survivor".
 */
export function createDefence(deps: DefenceDeps, settings: DefenceSettings): Defence {
  const { clock, log, chain } = deps
  const docket = createDocket()
  const report = createReport(log, deps.meter)
  const advocate = createAdvocate(deps, settings, docket, report)
  const watch = createCourtWatch(chain, deps.court.reader, 1)

  function note(opened: OpenedChallenge, moveSeconds: number): void {
    const { accused, deadline } = opened.challenge
    if (deadline < chain.view.block.timestamp) return
    const isOwn = chain.view.view.operators.get(deps.index)?.address === accused
    const since = isOwn ? 0 : deadline - Math.floor(moveSeconds / 2)
    docket.add(opened, { isOwn, since })
  }

  async function look(signal: AbortSignal): Promise<Again> {
    await watch.read(note)
    const now = chain.view.block.timestamp
    for (const one of docket.expire(now)) report.over(one)
    const sent: Promise<void>[] = []
    for (const one of docket.due(now, clock.now(), mostAtOnce)) {
      // One after the other: each may take a whole vector in memory.
      const answer = signal.aborted ? undefined : await advocate.prepare(one)
      if (answer !== undefined) sent.push(advocate.send(one, answer))
    }
    await Promise.all(sent)
    return docket.pauseMs(now, clock.now())
  }

  const worker = createWorker({ clock, log }, look)
  const unlisten = chain.onChange(() => worker.poke())
  worker.poke()
  return {
    async stop() {
      unlisten()
      await worker.stop()
    },
  }
}
