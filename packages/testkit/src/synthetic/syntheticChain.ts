import { fromHex, fromText, toHex, toUint, VainError } from '@vain/base'
import { blsAggregateKeys, blsVerify, keccak256 } from '@vain/crypto'
import {
  type Artefact,
  activeOperators,
  applyEvent,
  certificateDigest,
  createLedgerView,
  type ForcedKeys,
  type Hex,
  isPending,
  type LedgerEvent,
  type LedgerView,
  leaderOf,
  type Operator,
  type Place,
  type RoundAction,
  type RoundParams,
  type RunMachine,
  type RunSpec,
  type RunView,
  ringOf,
  roles,
  type Surroundings,
  stepRound,
  toBitmap,
  type ValidatorSet,
  type Venue,
} from '@vain/protocol'

/** A call of `RoundLedger`, with what its event publishes. */
export type LedgerCall =
  | { readonly call: 'open' }
  | {
      readonly call: 'mask'
      readonly round: number
      readonly roster: Artefact
      readonly share: Artefact
      readonly masks: Artefact
      readonly survivors: readonly number[]
    }
  | {
      readonly call: 'propose'
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
      readonly signature: Uint8Array
    }
  | { readonly call: 'finalize' }
  | { readonly call: 'abort'; readonly round: number }
  | ({ readonly call: 'force'; readonly round: number } & Omit<ForcedKeys, 'index'>)
  | { readonly call: 'dispute'; readonly round: number; readonly until: number }
  | { readonly call: 'settle'; readonly round: number; readonly stands: boolean }
  | { readonly call: 'rollback'; readonly version: number; readonly model: Artefact }

/** The contracts as one process sees them: the pure machine, with the signatures checked. */
export type SyntheticChain = {
  readonly venue: Venue
  readonly keyBook: Hex
  view(): LedgerView
  events(): readonly LedgerEvent[]
  /** Number of the latest block. */
  block(): number
  /** Chain time, seconds. */
  now(): number
  /** Mines empty blocks, one a second. */
  pass(seconds: number): void
  register(operator: Operator): void
  retire(index: number): void
  /** Takes all active validators into the set of an epoch. */
  snapshot(epoch: number, weightOf: (index: number) => bigint): void
  createRun(run: number, spec: RunSpec, configCid: string): void
  /** Lets no round be opened for a while. */
  pause(seconds: number): void
  /** Gives a run new rules from its next round on. */
  setParams(run: number, params: RoundParams): void
  /** Who may make the next transition of a run. */
  leader(run: number): number | undefined
  /**
   * Makes a call in a block of its own.
   *
   * @throws {VainError} `testkit/reverted` with the contract's reason
   */
  send(run: number, caller: number | undefined, call: LedgerCall): void
  /** Hears of every block. */
  onBlock(listener: () => void): () => void
}

type Unplaced<E = LedgerEvent> = E extends LedgerEvent ? Omit<E, 'at'> : never

/** Whether a certificate's signature is that of these keys. */
type Verify = (keys: readonly Uint8Array[], digest: Hex, signature: Uint8Array) => boolean

const verifyTruly: Verify = (keys, digest, signature) =>
  blsVerify(blsAggregateKeys(keys), fromHex(digest), signature)

/**
 * A chain with the contracts deployed and nothing registered.
 *
 * @param verify - another word on signatures, for rounds in which they are not the point
 */
export function createSyntheticChain(seed: string, verify: Verify = verifyTruly): SyntheticChain {
  const address = (name: string): Hex =>
    toHex(keccak256(fromText(`${seed}/${name}`)).subarray(0, 20))
  const venue: Venue = { chainId: 31_337n, ledger: address('ledger') }
  const { view, block, now, mine, next, ...blocks } = createBlocks(venue)
  return {
    ...{ venue, keyBook: address('keyBook'), view, block, now, ...blocks },
    pass: mine,
    register({ address: owner, active: _, ...rest }) {
      next({ kind: 'registered', operator: owner, ...rest })
    },
    retire: (index) => next({ kind: 'retired', index }),
    snapshot: (epoch, weightOf) =>
      next({ kind: 'snapshotted', ...takeSet(view(), epoch, weightOf) }),
    createRun: (run, spec, configCid) => next({ kind: 'run-created', run, spec, configCid }),
    pause: (seconds) => next({ kind: 'paused', until: now() + 1 + seconds }),
    setParams: (run, params) => next({ kind: 'run-params-set', run, params }),
    leader: (run) => leaderOf(runOf(view(), run).machine, surroundings(view(), run, now()))?.index,
    send(run, caller, call) {
      const around = surroundings(view(), run, now() + 1)
      next(...toEvents(view(), run, around, caller, call, block() + 1, verify))
    },
  }
}

type Blocks = Pick<SyntheticChain, 'view' | 'events' | 'block' | 'now' | 'onBlock'> & {
  /** Mines empty blocks, one a second. */
  mine(seconds: number): void
  /** Mines a block with these events. */
  next(...unplaced: readonly Unplaced[]): void
}

/** Blocks, a second apart, and what their events make of the ledger. */
function createBlocks(venue: Venue): Blocks {
  const listeners = new Set<() => void>()
  const events: LedgerEvent[] = []
  let view = createLedgerView(venue)
  let block = 1
  let now = 1_800_000_000

  const place = (logIndex: number): Place => ({
    block,
    blockHash: toHex(keccak256(toUint(block, 256))),
    timestamp: now,
    transaction: toHex(keccak256(toUint(block, 256), fromText('transaction'))),
    logIndex,
  })
  const pass = (seconds: number, unplaced: readonly Unplaced[]): void => {
    block += seconds
    now += seconds
    for (const [logIndex, facts] of unplaced.entries()) {
      const event = { at: place(logIndex), ...facts } as LedgerEvent
      view = applyEvent(view, event)
      events.push(event)
    }
    for (const listener of listeners) listener()
  }
  return {
    view: () => view,
    events: () => events,
    block: () => block,
    now: () => now,
    mine: (seconds) => pass(seconds, []),
    next: (...unplaced) => pass(1, unplaced),
    onBlock(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function runOf(view: LedgerView, run: number): RunView {
  const found = view.runs.get(run)
  if (found === undefined) throw new VainError('testkit/reverted', 'UnknownRun', { run })
  return found
}

function surroundings(view: LedgerView, run: number, now: number): Surroundings {
  const { spec, createdAt } = runOf(view, run)
  const { venue, pausedUntil } = view
  return { venue, run, params: spec.params, pausedUntil, createdAt, now, ring: ringOf(view) }
}

function takeSet(
  view: LedgerView,
  epoch: number,
  weightOf: (index: number) => bigint,
): ValidatorSet {
  const indices = activeOperators(view, roles.validator)
  const weights = indices.map(weightOf)
  const keys = indices.map((index) => view.operators.get(index)?.blsKey ?? new Uint8Array())
  return {
    epoch,
    indices,
    weights,
    totalWeight: weights.reduce((sum, weight) => sum + weight, 0n),
    aggregateKey: blsAggregateKeys(keys),
  }
}

/** The machine after a call, or the contract's revert. */
function step(machine: RunMachine, action: RoundAction, around: Surroundings): RunMachine {
  const result = stepRound(machine, action, around)
  if (result.kind === 'accept') return result.machine
  throw new VainError('testkit/reverted', result.reason, { call: action.call })
}

const drawRandao = (block: number): Hex => toHex(keccak256(fromText(`prevrandao ${block}`)))

function toEvents(
  view: LedgerView,
  run: number,
  around: Surroundings,
  caller: number | undefined,
  call: LedgerCall,
  block: number,
  verify: Verify,
): Unplaced[] {
  const { machine } = runOf(view, run)
  const action = toAction(view, run, caller, call, drawRandao(block))
  const after = step(machine, action, around)
  if (action.call === 'certify' && call.call === 'certify')
    checkSignature(view, run, machine, call, verify)
  const { round } = machine.cursor
  const ended = after.cursor.state === 'final' || action.call === 'open'
  const finalized: Unplaced[] =
    isPending(machine.cursor.state) && ended ? [{ kind: 'finalized', run, round }] : []
  // A verdict that comes too late says nothing.
  const isLate = action.call === 'settle' && after === machine
  if (action.call === 'finalize' || isLate) return finalized
  return [...finalized, toEvent(run, machine, action, after, call)]
}

function toAction(
  view: LedgerView,
  run: number,
  caller: number | undefined,
  call: LedgerCall,
  randao: Hex,
): RoundAction {
  const address = view.operators.get(caller ?? -1)?.address
  const trainers = activeOperators(view, roles.trainer)
  switch (call.call) {
    case 'open': {
      const epoch = view.latestEpoch
      if (epoch === undefined) throw new VainError('testkit/reverted', 'NoValidators', {})
      const book = { members: trainers.length, membership: view.membership }
      return { call: 'open', caller: address, ...book, epoch, currentEpoch: epoch, randao }
    }
    case 'mask':
    case 'propose':
      return { ...call, caller: address }
    case 'certify': {
      const { weights, totalWeight } = setOf(view, runOf(view, run).machine)
      const signedWeight = weights
        .filter((_, position) => !call.nonSigners.includes(position))
        .reduce((sum, weight) => sum + weight, 0n)
      return { ...call, signedWeight, totalWeight, randao }
    }
    case 'abort':
      return { ...call, randao }
    case 'force': {
      const index = caller ?? -1
      const isFirst = runOf(view, run).forced.every((entry) => entry.index !== index)
      return { ...call, index, isTrainer: trainers.includes(index), isFirst }
    }
    default:
      return call
  }
}

const setOf = (view: LedgerView, { cursor }: RunMachine): ValidatorSet => {
  const set = view.sets.get(cursor.epoch)
  if (set === undefined) throw new VainError('testkit/reverted', 'UnknownEpoch', {})
  return set
}

function checkSignature(
  view: LedgerView,
  run: number,
  machine: RunMachine,
  { round, evaluation, nonSigners, signature }: Extract<LedgerCall, { call: 'certify' }>,
  verify: Verify,
): void {
  const { head, cursor } = machine
  const keys = setOf(view, machine)
    .indices.filter((_, position) => !nonSigners.includes(position))
    .map((index) => view.operators.get(index)?.blsKey ?? new Uint8Array())
  const { epoch } = cursor
  const digest = certificateDigest(view.venue, { run, round, epoch, head, evaluation })
  if (!verify(keys, digest, signature))
    throw new VainError('testkit/reverted', 'BadSignature', { round })
}

/** The event of a step, with what the contract derives for it. */
function toEvent(
  run: number,
  before: RunMachine,
  action: Exclude<RoundAction, { call: 'finalize' }>,
  after: RunMachine,
  call: LedgerCall,
): Unplaced {
  const { head, cursor, lead } = after
  const place = { run, round: cursor.round }
  const { leader } = lead
  switch (action.call) {
    case 'open': {
      const { epoch, membership, members, randao } = action
      const set = { membership, members, threshold: cursor.threshold }
      return { kind: 'opened', ...place, epoch, ...set, inbox: before.inbox, randao, head }
    }
    case 'mask': {
      const { roster, share, masks } = action
      const survivors = toBitmap(action.survivors)
      return { kind: 'masked', ...place, leader, roster, share, masks, survivors, head }
    }
    case 'propose': {
      const { reveals, sum, model } = action
      return { kind: 'proposed', ...place, leader, reveals, sum, model, head }
    }
    case 'certify': {
      const { evaluation, randao } = action
      const signature = call.call === 'certify' ? call.signature : new Uint8Array()
      const { version } = cursor
      const nonSigners = toBitmap(action.nonSigners)
      const signed = { nonSigners, signature }
      return { kind: 'certified', ...place, version, evaluation, ...signed, randao, head }
    }
    case 'abort':
      return { kind: 'aborted', ...place, from: before.cursor.state, randao: action.randao, head }
    case 'force': {
      const { index, maskKey, sealKey, kemKey, selfCommitment } = action
      const keys = { index, maskKey, sealKey, kemKey, selfCommitment }
      return { kind: 'forced', run, round: cursor.round + 1, ...keys }
    }
    case 'dispute':
      return { kind: 'disputed', ...place, deadline: cursor.deadline }
    case 'settle':
      return { kind: 'settled', ...place, stands: action.stands, head }
    case 'rollback':
      return { kind: 'rolled-back', run, version: action.version, model: action.model, head }
  }
}
