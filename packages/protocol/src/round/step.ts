import { fromHex } from '@vain/base'
import type { Artefact } from '../artefact.ts'
import { toBitmap } from '../bitmap.ts'
import { type Hex, zeroHash } from '../hex.ts'
import { kemKeyBytes } from '../messages/bodies.ts'
import { isPending, leaderOf } from './leader.ts'
import type { Cursor, Lead, RunMachine, Surroundings } from './machine.ts'
import { liveStates, type RoundState, thresholdOf } from './state.ts'
import {
  abortStep,
  certificateDigest,
  certifyStep,
  type ForcedKeys,
  maskStep,
  nextHead,
  nextInbox,
  openStep,
  overturnStep,
  proposeStep,
  rollbackStep,
} from './transcript.ts'

/** Longest time from a certificate to the end of all its disputes, seconds. */
const maxDisputeSeconds: number = 30 * 24 * 60 * 60

/** Least time between an entry of an inbox and the end of the state it was made in, seconds. */
const forceSeconds = 24

/**
 * A call of `RoundLedger` with what it finds in the other contracts. `caller` is an aggregator's
 * address, or undefined for anyone else.
 */
export type RoundAction =
  | {
      readonly call: 'open'
      readonly caller: Hex | undefined
      /** Number of active trainers. */
      readonly members: number
      readonly membership: Hex
      readonly epoch: number
      readonly currentEpoch: number
      readonly randao: Hex
    }
  | {
      readonly call: 'mask'
      readonly caller: Hex | undefined
      readonly round: number
      readonly roster: Artefact
      readonly share: Artefact
      readonly masks: Artefact
      readonly survivors: readonly number[]
    }
  | {
      readonly call: 'propose'
      readonly caller: Hex | undefined
      readonly round: number
      readonly reveals: Artefact
      readonly sum: Artefact
      readonly model: Artefact
    }
  | {
      readonly call: 'certify'
      readonly round: number
      readonly evaluation: Artefact
      /** Positions in the validator set. */
      readonly nonSigners: readonly number[]
      readonly signedWeight: bigint
      readonly totalWeight: bigint
      readonly randao: Hex
    }
  | { readonly call: 'finalize' }
  | { readonly call: 'abort'; readonly round: number; readonly randao: Hex }
  | ({
      readonly call: 'force'
      readonly round: number
      readonly isTrainer: boolean
      /** Whether it has no entry for that round yet. */
      readonly isFirst: boolean
    } & ForcedKeys)
  | { readonly call: 'dispute'; readonly round: number; readonly until: number }
  | { readonly call: 'settle'; readonly round: number; readonly stands: boolean }
  | { readonly call: 'rollback'; readonly version: number; readonly model: Artefact }

type Action<C extends RoundAction['call']> = Extract<RoundAction, { call: C }>

/** Reasons to refuse a transition, named as the custom errors of the contracts. */
export type Refusal =
  | 'WrongState'
  | 'WrongRound'
  | 'NotLeader'
  | 'NotTrainer'
  | 'AlreadyForced'
  | 'WrongKemKeyLength'
  | 'TooEarly'
  | 'DeadlinePassed'
  | 'BelowThreshold'
  | 'TooFewMembers'
  | 'StaleEpoch'
  | 'InsufficientStake'
  | 'BudgetSpent'
  | 'StillPaused'

export type Step =
  | { readonly kind: 'accept'; readonly machine: RunMachine }
  | { readonly kind: 'reject'; readonly reason: Refusal }

const reject = (reason: Refusal): Step => ({ kind: 'reject', reason })
const accept = (machine: RunMachine): Step => ({ kind: 'accept', machine })

/**
 * The round as a pure state machine: what `RoundLedger` does with a call.
 *
 * Signatures, stake and permissions are looked at outside; `certify` brings what they come to. The
 * contract is held equal by `test/vectors/rounds.json`. Source: docs/protocol §6.
 */
export function stepRound(machine: RunMachine, action: RoundAction, around: Surroundings): Step {
  switch (action.call) {
    case 'open':
      return open(machine, action, around)
    case 'mask':
      return mask(machine, action, around)
    case 'propose':
      return propose(machine, action, around)
    case 'certify':
      return certify(machine, action, around)
    case 'finalize':
      return finalize(machine, around)
    case 'abort':
      return abort(machine, action, around)
    case 'force':
      return force(machine, action, around)
    case 'dispute':
      return dispute(machine, action, around)
    case 'settle':
      return settle(machine, action, around)
    case 'rollback':
      return rollback(machine, action, around)
  }
}

function open(machine: RunMachine, action: Action<'open'>, around: Surroundings): Step {
  const { params, now } = around
  if (now < around.pausedUntil) return reject('StillPaused')
  const cursor = finished(machine.cursor, now)
  if (typeof cursor === 'string') return reject(cursor)
  const round = cursor.round + 1
  if (round > params.lastRound) return reject('BudgetSpent')
  const leader = leaderOf({ ...machine, cursor }, around)
  if (leader === undefined || action.caller !== leader.address) return reject('NotLeader')
  const { members, membership, epoch, randao } = action
  if (members < params.minMembers) return reject('TooFewMembers')
  if (action.currentEpoch - epoch > params.maxEpochAge) return reject('StaleEpoch')
  const threshold = thresholdOf(members, params.corruptionBps)
  const { turnSeconds, phaseTurns, trainSeconds, disputeSeconds } = params
  const rules = { turnSeconds, phaseTurns, trainSeconds, disputeSeconds }
  const lead: Lead = { leader: leader.address, place: leader.place, ...rules, forced: false }
  const { inbox } = machine
  const step = openStep({ round, epoch, membership, members, threshold, inbox, randao })
  const opened: Cursor = { ...cursor, round, epoch, members, threshold }
  return accept({
    ...machine,
    cursor: entered(opened, 'open', lead, now, trainSeconds),
    lead,
    head: nextHead(machine.head, step),
    inbox: zeroHash,
  })
}

/** The cursor once a certified round whose time has come is final; why it cannot be left else. */
function finished(cursor: Cursor, now: number): Cursor | Refusal {
  if (liveStates.includes(cursor.state)) return 'WrongState'
  if (!isPending(cursor.state)) return cursor
  if (now < cursor.deadline) return 'TooEarly'
  // Final since then, whenever it is said: the next leader's turns count from there.
  return { ...cursor, state: 'final', since: cursor.deadline, deadline: 0 }
}

/** The cursor in a state that a leader's step enters; its first turn begins `delay` from now. */
function entered(cursor: Cursor, state: RoundState, lead: Lead, now: number, delay = 0): Cursor {
  const turnEnds = now + delay + lead.turnSeconds
  const deadline = now + delay + lead.phaseTurns * lead.turnSeconds
  return { ...cursor, state, since: now, turnEnds, deadline }
}

/** What all steps of a round under way check first, in the contract's order. */
function refusalOf(
  { cursor }: RunMachine,
  round: number,
  expected: RoundState,
  now: number,
): Refusal | undefined {
  if (cursor.round !== round) return 'WrongRound'
  if (cursor.state !== expected) return 'WrongState'
  return now > cursor.deadline ? 'DeadlinePassed' : undefined
}

/** The lead after a step of the leader, or why the step is not the caller's to make. */
function leadOf(
  machine: RunMachine,
  action: { readonly caller: Hex | undefined; readonly round: number },
  expected: RoundState,
  around: Surroundings,
): Refusal | Lead {
  const refusal = refusalOf(machine, action.round, expected, around.now)
  if (refusal !== undefined) return refusal
  const leader = leaderOf(machine, around)
  if (leader === undefined || action.caller !== leader.address) return 'NotLeader'
  return { ...machine.lead, leader: leader.address, place: leader.place }
}

function mask(machine: RunMachine, action: Action<'mask'>, around: Surroundings): Step {
  const lead = leadOf(machine, action, 'open', around)
  if (typeof lead === 'string') return reject(lead)
  if (action.survivors.length < machine.cursor.threshold) return reject('BelowThreshold')
  const survivors = toBitmap(action.survivors)
  const step = maskStep({ ...action, leader: lead.leader, survivors })
  const cursor = entered(machine.cursor, 'masked', lead, around.now)
  return accept({ ...machine, cursor, lead, head: nextHead(machine.head, step) })
}

function propose(machine: RunMachine, action: Action<'propose'>, around: Surroundings): Step {
  const lead = leadOf(machine, action, 'masked', around)
  if (typeof lead === 'string') return reject(lead)
  const step = proposeStep({ ...action, leader: lead.leader })
  const cursor = entered(machine.cursor, 'proposed', lead, around.now)
  return accept({ ...machine, cursor, lead, head: nextHead(machine.head, step) })
}

function certify(machine: RunMachine, action: Action<'certify'>, around: Surroundings): Step {
  const { cursor, lead, head } = machine
  const { round, evaluation, nonSigners, randao } = action
  const refusal = refusalOf(machine, round, 'proposed', around.now)
  if (refusal !== undefined) return reject(refusal)
  if (3n * action.signedWeight < 2n * action.totalWeight) return reject('InsufficientStake')
  const place = { run: around.run, round, epoch: cursor.epoch, head, evaluation }
  const digest = certificateDigest(around.venue, place)
  return accept({
    ...machine,
    cursor: {
      ...cursor,
      version: cursor.version + 1,
      state: 'certified',
      since: around.now,
      deadline: around.now + lead.disputeSeconds,
    },
    head: nextHead(head, certifyStep({ round, digest, nonSigners, randao })),
  })
}

function finalize(machine: RunMachine, { now }: Surroundings): Step {
  if (!isPending(machine.cursor.state)) return reject('WrongState')
  const cursor = finished(machine.cursor, now)
  return typeof cursor === 'string' ? reject(cursor) : accept({ ...machine, cursor })
}

function abort(machine: RunMachine, action: Action<'abort'>, { now }: Surroundings): Step {
  const { cursor } = machine
  if (cursor.round !== action.round) return reject('WrongRound')
  if (!liveStates.includes(cursor.state)) return reject('WrongState')
  if (now <= cursor.deadline) return reject('TooEarly')
  return accept(ended(machine, abortStep(action.round, cursor.state, action.randao), now))
}

/** A run whose round ended without a result. */
function ended(machine: RunMachine, step: Hex, now: number): RunMachine {
  const cursor: Cursor = { ...machine.cursor, state: 'aborted', since: now, deadline: 0 }
  return { ...machine, cursor, head: nextHead(machine.head, step) }
}

/**
 * Why nobody can force keys into the next round now; undefined if trainers can. Entries must not be
 * as young as the randomness of the block that opens it. Source: docs/protocol §6.6.
 */
export function forcingRefusal(cursor: Cursor, now: number): Refusal | undefined {
  const { state, deadline } = cursor
  // Before its first round a run has no deadline that entries could keep to.
  if (state === 'idle') return undefined
  if (state !== 'certified' && !liveStates.includes(state)) return 'WrongState'
  return now + forceSeconds > deadline ? 'DeadlinePassed' : undefined
}

function force(machine: RunMachine, action: Action<'force'>, { now }: Surroundings): Step {
  if (action.round !== machine.cursor.round + 1) return reject('WrongRound')
  const refusal = forcingRefusal(machine.cursor, now)
  if (refusal !== undefined) return reject(refusal)
  if (!action.isTrainer) return reject('NotTrainer')
  if (fromHex(action.kemKey).length !== kemKeyBytes) return reject('WrongKemKeyLength')
  if (!action.isFirst) return reject('AlreadyForced')
  const inbox = nextInbox(machine.inbox, action)
  return accept({ ...machine, lead: { ...machine.lead, forced: true }, inbox })
}

function dispute(machine: RunMachine, action: Action<'dispute'>, { now }: Surroundings): Step {
  const { cursor } = machine
  if (cursor.round !== action.round) return reject('WrongRound')
  if (!isPending(cursor.state)) return reject('WrongState')
  if (now >= cursor.deadline) return reject('DeadlinePassed')
  const until = Math.min(action.until, cursor.since + maxDisputeSeconds)
  return accept({
    ...machine,
    cursor: { ...cursor, state: 'disputed', deadline: Math.max(cursor.deadline, until) },
    disputes: cursor.state === 'disputed' ? machine.disputes + 1 : 1,
  })
}

function settle(machine: RunMachine, action: Action<'settle'>, { now }: Surroundings): Step {
  const { cursor, lead } = machine
  // A verdict that comes too late changes nothing, and the court that brings it is not stopped.
  const isOpen = cursor.state === 'disputed' && now < cursor.deadline
  if (cursor.round !== action.round || !isOpen) return accept(machine)
  if (!action.stands) return accept(ended(machine, overturnStep(action.round), now))
  const disputes = machine.disputes - 1
  if (disputes > 0) return accept({ ...machine, disputes })
  const deadline = cursor.since + lead.disputeSeconds
  return accept({ ...machine, cursor: { ...cursor, state: 'certified', deadline }, disputes })
}

function rollback(machine: RunMachine, action: Action<'rollback'>, { now }: Surroundings): Step {
  if (machine.cursor.state === 'idle') return reject('WrongState')
  const cursor = finished(machine.cursor, now)
  if (typeof cursor === 'string') return reject(cursor)
  const head = nextHead(machine.head, rollbackStep(action.version, action.model))
  return accept({ ...machine, cursor, head })
}
