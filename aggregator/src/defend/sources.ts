import { scheduler } from 'node:timers/promises'
import { VainError } from '@vain/base'
import type { Challenge } from '@vain/chain'
import {
  type Fetching,
  findRound,
  type LedgerView,
  type RoundView,
  type RunView,
  roundStart,
} from '@vain/protocol'
import type { DefenceDeps, DefenceSettings } from './ports.ts'

/** Where the answer to a challenge is looked for. */
export type Sources = {
  readonly view: LedgerView
  /** The round that is asked about. */
  readonly round: RoundView
  readonly run: RunView
  /** What the self seeds of the round are bound to. */
  readonly start: Uint8Array
  readonly from: Fetching
  /** A message of the round that was collected and not published, or not yet. */
  readonly kept: (phase: number, sender: number) => Uint8Array | undefined
}

/** Longest wait for what is not on this machine. */
const elsewhereMs = 5_000

/**
 * Sources for a challenge; undefined if the chain as it is seen here has no such round.
 *
 * @param isOwn - what this aggregator has to show may come from others too; anything else is
 *   answered only from what is here, or strangers could keep it busy
 */
export function sourcesOf(
  deps: Pick<DefenceDeps, 'chain' | 'store' | 'network'>,
  settings: DefenceSettings,
  challenge: Pick<Challenge, 'run' | 'round'>,
  isOwn: boolean,
): Sources | undefined {
  const { view } = deps.chain.view
  const run = view.runs.get(challenge.run)
  const round = run && findRound(run, challenge.round)
  if (run === undefined || round === undefined) return undefined
  const { content } = deps.network
  return {
    view,
    round,
    run,
    start: roundStart(view.venue, round.run, round.round),
    from: {
      content: isOwn ? content : { get: (...asked) => getLocal(content, ...asked) },
      timeoutMs: Math.min(settings.fetchTimeoutMs, elsewhereMs),
      pause: () => scheduler.yield(),
    },
    kept: (phase, sender) => deps.store.message(round, phase, sender),
  }
}

async function getLocal(
  content: DefenceDeps['network']['content'],
  ...[cid, ...limits]: Parameters<DefenceDeps['network']['content']['get']>
): Promise<Uint8Array> {
  if (await content.hasLocally(cid)) return content.get(cid, ...limits)
  throw new VainError('aggregator/not-here', 'it is not on this machine', { cid })
}
