import { hashBytes } from '../abi.ts'
import { toBitmap } from '../bitmap.ts'
import type { Hex } from '../hex.ts'
import { deadlineOf, leaderOf } from './leader.ts'
import type { RunMachine, Surroundings } from './machine.ts'
import { liveStates, type RoundState, roundStates, thresholdOf } from './state.ts'
import { certificateDigest, nextHead, nextTranscript, openTranscript } from './transcript.ts'

type PhaseCall = 'roster' | 'share' | 'mask' | 'reveal'

/** A call of `RoundLedger`. `caller` is an aggregator's index, or undefined for anyone else. */
export type RoundAction =
  | {
      readonly call: 'open'
      readonly caller: number | undefined
      readonly members: readonly number[]
      readonly epoch: number
      readonly currentEpoch: number
    }
  | {
      readonly call: PhaseCall
      readonly caller: number | undefined
      readonly round: number
      readonly root: Hex
      readonly indices: readonly number[]
    }
  | {
      readonly call: 'propose'
      readonly caller: number | undefined
      readonly round: number
      readonly sumRoot: Hex
      readonly modelRoot: Hex
    }
  | {
      readonly call: 'certify'
      readonly caller: number | undefined
      readonly round: number
      readonly evaluationRoot: Hex
      readonly evaluationCid: string
      readonly signedWeight: bigint
      readonly totalWeight: bigint
      readonly seed: Hex
    }
  | { readonly call: 'finalize' }
  | { readonly call: 'abort'; readonly round: number; readonly seed: Hex }

/** Reasons to refuse a transition, named as the custom errors of `RoundLedger`. */
export type Refusal =
  | 'WrongState'
  | 'WrongRound'
  | 'NotLeader'
  | 'TooEarly'
  | 'DeadlinePassed'
  | 'BelowThreshold'
  | 'TooFewMembers'
  | 'StaleEpoch'
  | 'InsufficientStake'

export type Step =
  | { readonly kind: 'accept'; readonly machine: RunMachine }
  | { readonly kind: 'reject'; readonly reason: Refusal }

const phaseOf: Record<PhaseCall, { from: RoundState; to: RoundState }> = {
  roster: { from: 'open', to: 'rostered' },
  share: { from: 'rostered', to: 'shared' },
  mask: { from: 'shared', to: 'masked' },
  reveal: { from: 'masked', to: 'revealed' },
}

const reject = (reason: Refusal): Step => ({ kind: 'reject', reason })
const accept = (machine: RunMachine): Step => ({ kind: 'accept', machine })

/**
 * The round as a pure state machine: what `RoundLedger` does with a call.
 *
 * Signatures and stake are counted outside; `certify` brings their result. The contract is held
 * equal by `test/vectors/rounds.json`. Source: docs/protocol §6.
 */
export function stepRound(machine: RunMachine, action: RoundAction, around: Surroundings): Step {
  switch (action.call) {
    case 'open':
      return open(machine, action, around)
    case 'propose':
      return propose(machine, action, around)
    case 'certify':
      return certify(machine, action, around)
    case 'finalize':
      return finalize(machine, around)
    case 'abort':
      return abort(machine, action, around)
    default:
      return advance(machine, action, around)
  }
}

function open(
  machine: RunMachine,
  action: Extract<RoundAction, { call: 'open' }>,
  around: Surroundings,
): Step {
  const { cursor } = machine
  const closed = ['idle', 'final', 'aborted', 'certified'].includes(cursor.state)
  if (!closed) return reject('WrongState')
  if (cursor.state === 'certified' && around.now < cursor.since + around.params.disputeSeconds)
    return reject('TooEarly')
  const leader = leaderOf(machine, around)
  if (leader === undefined || action.caller !== leader.index) return reject('NotLeader')
  if (action.currentEpoch - action.epoch > around.params.maxEpochAge) return reject('StaleEpoch')
  if (action.members.length < around.params.minMembers) return reject('TooFewMembers')
  const threshold = thresholdOf(action.members.length, around.params.corruptionBps)
  const round = cursor.round + 1
  return accept({
    ...machine,
    cursor: {
      round,
      version: cursor.version,
      epoch: action.epoch,
      state: 'open',
      since: around.now,
      members: action.members.length,
      threshold,
      survivors: 0,
      lead: leader.offset,
    },
    transcript: openTranscript(around.venue, {
      run: around.run,
      round,
      head: machine.head,
      epoch: action.epoch,
      members: toBitmap(action.members),
      threshold,
    }),
  })
}

/** What every leader's transition checks first, in the contract's order. */
function leaderStep(
  machine: RunMachine,
  action: { readonly caller: number | undefined; readonly round: number },
  from: RoundState,
  around: Surroundings,
): Refusal | { readonly lead: number } {
  const { cursor } = machine
  if (cursor.round !== action.round) return 'WrongRound'
  if (cursor.state !== from) return 'WrongState'
  if (around.now > deadlineOf(cursor, around.params)) return 'DeadlinePassed'
  const leader = leaderOf(machine, around)
  if (leader === undefined || action.caller !== leader.index) return 'NotLeader'
  return { lead: leader.offset }
}

function advance(
  machine: RunMachine,
  action: Extract<RoundAction, { call: PhaseCall }>,
  around: Surroundings,
): Step {
  const { from, to } = phaseOf[action.call]
  const step = leaderStep(machine, action, from, around)
  if (typeof step === 'string') return reject(step)
  const count = action.indices.length
  if (action.call !== 'reveal' && count < machine.cursor.threshold) return reject('BelowThreshold')
  return accept({
    ...machine,
    cursor: {
      ...machine.cursor,
      ...step,
      state: to,
      since: around.now,
      survivors: action.call === 'mask' ? count : machine.cursor.survivors,
    },
    transcript: nextTranscript(
      machine.transcript,
      roundStates.indexOf(to),
      action.root,
      hashBytes(toBitmap(action.indices)),
    ),
  })
}

function propose(
  machine: RunMachine,
  action: Extract<RoundAction, { call: 'propose' }>,
  around: Surroundings,
): Step {
  const step = leaderStep(machine, action, 'revealed', around)
  if (typeof step === 'string') return reject(step)
  return accept({
    ...machine,
    cursor: { ...machine.cursor, ...step, state: 'proposed', since: around.now },
    transcript: nextTranscript(
      machine.transcript,
      roundStates.indexOf('proposed'),
      action.sumRoot,
      action.modelRoot,
    ),
  })
}

function certify(
  machine: RunMachine,
  action: Extract<RoundAction, { call: 'certify' }>,
  around: Surroundings,
): Step {
  const step = leaderStep(machine, action, 'proposed', around)
  if (typeof step === 'string') return reject(step)
  if (3n * action.signedWeight < 2n * action.totalWeight) return reject('InsufficientStake')
  const { cursor } = machine
  const digest = certificateDigest(around.venue, {
    run: around.run,
    round: cursor.round,
    epoch: cursor.epoch,
    head: machine.head,
    transcript: machine.transcript,
    evaluationRoot: action.evaluationRoot,
    evaluationCid: action.evaluationCid,
  })
  return accept({
    cursor: {
      ...cursor,
      ...step,
      version: cursor.version + 1,
      state: 'certified',
      since: around.now,
    },
    transcript: machine.transcript,
    head: nextHead(machine.head, digest),
    seed: action.seed,
  })
}

function finalize(machine: RunMachine, around: Surroundings): Step {
  const { cursor } = machine
  if (cursor.state !== 'certified') return reject('WrongState')
  // Final since the window's end, whenever it is said: the next leader's turns count from there.
  const since = cursor.since + around.params.disputeSeconds
  if (around.now < since) return reject('TooEarly')
  return accept({ ...machine, cursor: { ...cursor, state: 'final', since } })
}

function abort(
  machine: RunMachine,
  action: Extract<RoundAction, { call: 'abort' }>,
  around: Surroundings,
): Step {
  const { cursor } = machine
  if (cursor.round !== action.round) return reject('WrongRound')
  if (!liveStates.includes(cursor.state)) return reject('WrongState')
  if (around.now <= deadlineOf(cursor, around.params)) return reject('TooEarly')
  return accept({
    ...machine,
    cursor: { ...cursor, state: 'aborted', since: around.now },
    seed: action.seed,
  })
}
