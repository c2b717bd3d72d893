import { roles } from '../ledger/events.ts'
import { activeOperators, type LedgerView, type RunView } from '../ledger/view.ts'
import { deadlineOf, leaderOf, turnsBegin } from '../round/leader.ts'
import { liveStates } from '../round/state.ts'

/** Phases whose messages an aggregator collects. */
export type CollectPhase = 'advertise' | 'share' | 'mask' | 'reveal'

/** What an aggregator has to do next. Times are chain time in seconds. */
export type AggregatorDuty =
  | { readonly do: 'wait'; readonly reason: string }
  | { readonly do: 'open' }
  | {
      readonly do: 'collect'
      readonly phase: CollectPhase
      /** From then on it goes on with who answered, if they are enough. */
      readonly until: number
    }
  | { readonly do: 'propose' }
  | { readonly do: 'certify'; readonly until: number }
  | { readonly do: 'abort' }

const phaseOfState = {
  open: 'advertise',
  rostered: 'share',
  shared: 'mask',
  masked: 'reveal',
} as const

const wait = (reason: string): AggregatorDuty => ({ do: 'wait', reason })

/**
 * An aggregator's next step, from what the chain says. Source: docs/protocol §6.4.
 *
 * @param now - chain time, seconds
 */
export function aggregatorDuty(
  view: LedgerView,
  run: RunView,
  index: number,
  now: number,
): AggregatorDuty {
  const { machine, spec, createdAt } = run
  const { state } = machine.cursor
  const { params } = spec
  if (liveStates.includes(state) && now > deadlineOf(machine.cursor, params)) return { do: 'abort' }
  const ring = activeOperators(view, roles.aggregator)
  const leader = leaderOf(machine, { params, createdAt, now, ring })
  if (leader?.index !== index) return wait('another aggregator leads')
  if (!liveStates.includes(state)) return openDuty(view, run, now)
  const turnBegan = turnsBegin(machine, params, createdAt) + leader.turns * params.turnSeconds
  const until = turnBegan + Math.floor(params.turnSeconds / 2)
  if (state === 'revealed') return { do: 'propose' }
  if (state === 'proposed') return { do: 'certify', until }
  const phase = phaseOfState[state as keyof typeof phaseOfState]
  return { do: 'collect', phase, until }
}

function openDuty(view: LedgerView, run: RunView, now: number): AggregatorDuty {
  const { cursor } = run.machine
  const { params } = run.spec
  if (cursor.state === 'certified' && now < cursor.since + params.disputeSeconds)
    return wait('the dispute window is open')
  if (cursor.state === 'disputed') return wait('the last round is disputed')
  if (view.latestEpoch === undefined) return wait('there is no validator set yet')
  const members = activeOperators(view, roles.trainer).length
  if (members < params.minMembers)
    return wait(`${members} of ${params.minMembers} trainers are registered`)
  return { do: 'open' }
}
