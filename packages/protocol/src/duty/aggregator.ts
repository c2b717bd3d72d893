import { isSameArtefact } from '../artefact.ts'
import { roles } from '../ledger/events.ts'
import {
  activeOperators,
  type BundleRefs,
  type LedgerView,
  type RunView,
  ringOf,
} from '../ledger/view.ts'
import { isPending, type Leader, leaderOf } from '../round/leader.ts'
import { liveStates } from '../round/state.ts'
import type { MaskRefs } from './member.ts'

/** Phases whose messages an aggregator collects. */
export type CollectPhase = 'advertise' | 'share' | 'mask' | 'reveal'

/** What an aggregator has to do next. Times are chain time in seconds. */
export type AggregatorDuty =
  | { readonly do: 'wait'; readonly reason: string }
  | { readonly do: 'open' | 'finalize' | 'abort' }
  | {
      readonly do: 'collect'
      readonly phase: CollectPhase
      /** From then on it goes on with who answered, if they are enough. */
      readonly until: number
    }
  | { readonly do: 'certify'; readonly until: number }

const wait = (reason: string): AggregatorDuty => ({ do: 'wait', reason })

/**
 * An aggregator's next step, from what the chain says and which bundles it has made or adopted.
 *
 * What it collects in phase `mask` ends in the call `mask`, what it collects in phase `reveal` in
 * the call `propose`. Source: docs/protocol §6.4.
 *
 * @param now - chain time, seconds
 * @param own - bundles that it goes by in the current round, while that is open
 */
export function aggregatorDuty(
  view: LedgerView,
  run: RunView,
  index: number,
  now: number,
  own: Partial<BundleRefs> = {},
): AggregatorDuty {
  const { machine, spec, createdAt } = run
  const { state, deadline } = machine.cursor
  if (liveStates.includes(state) && now > deadline) return { do: 'abort' }
  const ring = ringOf(view)
  const leader = leaderOf(machine, { params: spec.params, createdAt, now, ring })
  if (leader === undefined || leader.index !== index) return wait('another aggregator leads')
  if (state === 'open') return collectDuty(leader, machine.lead.turnSeconds, own)
  const half = leader.turn.begins + Math.floor(machine.lead.turnSeconds / 2)
  if (state === 'masked') return { do: 'collect', phase: 'reveal', until: half }
  if (state === 'proposed') return { do: 'certify', until: half }
  return openDuty(view, run, now)
}

/**
 * In `open` a turn begins with a quarter of a turn for the roster and another one for the shares.
 * Masks come until half of a turn before its end, or for a quarter where nothing was added to the
 * turn for training.
 */
function collectDuty(
  { turn }: Leader,
  turnSeconds: number,
  { roster, share }: Partial<BundleRefs>,
): AggregatorDuty {
  const after = (quarters: number): number => turn.begins + Math.floor((quarters * turnSeconds) / 4)
  if (roster === undefined) return { do: 'collect', phase: 'advertise', until: after(1) }
  if (share === undefined) return { do: 'collect', phase: 'share', until: after(2) }
  const until = Math.max(after(3), turn.ends - Math.ceil(turnSeconds / 2))
  return { do: 'collect', phase: 'mask', until }
}

function openDuty(view: LedgerView, run: RunView, now: number): AggregatorDuty {
  const { round, state, deadline } = run.machine.cursor
  const { params } = run.spec
  if (isPending(state) && now < deadline) return wait('the last round can still be overturned')
  if (round >= params.lastRound)
    return isPending(state) ? { do: 'finalize' } : wait('the privacy budget is spent')
  if (now < view.pausedUntil) return wait('the guardian has paused the opening of rounds')
  if (view.latestEpoch === undefined) return wait('there is no validator set yet')
  const members = activeOperators(view, roles.trainer).length
  if (members < params.minMembers)
    return wait(`${members} of ${params.minMembers} trainers are registered`)
  return { do: 'open' }
}

/**
 * The bundles that most members are bound to, for an aggregator that takes the lead in an open
 * round: nobody masks a second time. Undefined if nobody is bound. Source: docs/protocol §4.7.
 */
export function mostBound(answers: readonly MaskRefs[]): MaskRefs | undefined {
  const votes = (refs: MaskRefs): number =>
    answers.filter((other) => isSameRefs(refs, other)).length
  return answers.reduce<MaskRefs | undefined>(
    (best, refs) => (best === undefined || votes(refs) > votes(best) ? refs : best),
    undefined,
  )
}

const isSameRefs = (a: MaskRefs, b: MaskRefs): boolean =>
  isSameArtefact(a.roster, b.roster) && isSameArtefact(a.share, b.share)
