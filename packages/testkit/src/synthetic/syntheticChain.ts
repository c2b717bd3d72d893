import { fromHex, fromText, toHex, toUint, VainError } from '@vain/base'
import { blsAggregateKeys, blsVerify, keccak256 } from '@vain/crypto'
import {
  activeOperators,
  applyEvent,
  certificateDigest,
  createLedgerView,
  type Hex,
  type LedgerEvent,
  type LedgerView,
  leaderOf,
  type Operator,
  type Place,
  type RoundAction,
  type RoundState,
  type RunMachine,
  type RunSpec,
  type RunView,
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
      readonly call: 'roster' | 'share' | 'mask' | 'reveal'
      readonly round: number
      readonly root: Hex
      readonly indices: readonly number[]
      readonly cid: string
    }
  | {
      readonly call: 'propose'
      readonly round: number
      readonly sumRoot: Hex
      readonly modelRoot: Hex
      readonly sumCid: string
      readonly modelCid: string
    }
  | {
      readonly call: 'certify'
      readonly round: number
      readonly evaluationRoot: Hex
      readonly evaluationCid: string
      /** Positions in the validator set. */
      readonly nonSigners: readonly number[]
      readonly signature: Uint8Array
    }
  | { readonly call: 'finalize' }
  | { readonly call: 'abort'; readonly round: number }

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

const callState = {
  roster: 'rostered',
  share: 'shared',
  mask: 'masked',
  reveal: 'revealed',
} as const

/** A chain with the contracts deployed and nothing registered. */
export function createSyntheticChain(seed: string): SyntheticChain {
  const address = (name: string): Hex =>
    toHex(keccak256(fromText(`${seed}/${name}`)).subarray(0, 20))
  const venue: Venue = { chainId: 31_337n, ledger: address('ledger') }
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
  const mine = (seconds: number): void => {
    block += seconds
    now += seconds
  }
  const emit = (...unplaced: readonly Unplaced[]): void => {
    for (const [logIndex, facts] of unplaced.entries()) {
      const event = { at: place(logIndex), ...facts } as LedgerEvent
      view = applyEvent(view, event)
      events.push(event)
    }
    for (const listener of listeners) listener()
  }
  return {
    venue,
    keyBook: address('keyBook'),
    view: () => view,
    events: () => events,
    block: () => block,
    now: () => now,
    pass(seconds) {
      mine(seconds)
      emit()
    },
    register(operator) {
      mine(1)
      const { address: owner, active: _, ...rest } = operator
      emit({ kind: 'registered', operator: owner, ...rest })
    },
    retire(index) {
      mine(1)
      emit({ kind: 'retired', index })
    },
    snapshot(epoch, weightOf) {
      mine(1)
      emit({ kind: 'snapshotted', ...takeSet(view, epoch, weightOf) })
    },
    createRun(run, spec, configCid) {
      mine(1)
      emit({ kind: 'run-created', run, spec, configCid })
    },
    leader: (run) => leaderOf(runOf(view, run).machine, surroundings(view, run, now))?.index,
    send(run, caller, call) {
      const sent = toEvents(view, run, surroundings(view, run, now + 1), caller, call, block + 1)
      mine(1)
      emit(...sent)
    },
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
  const ring = activeOperators(view, roles.aggregator)
  return { venue: view.venue, run, params: spec.params, createdAt, now, ring }
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
  throw new VainError('testkit/reverted', result.reason, {
    call: action.call,
    caller: callerOf(action),
  })
}

const callerOf = (action: RoundAction): number | undefined =>
  'caller' in action ? action.caller : undefined

function toEvents(
  view: LedgerView,
  run: number,
  around: Surroundings,
  caller: number | undefined,
  call: LedgerCall,
  block: number,
): Unplaced[] {
  const { machine } = runOf(view, run)
  const place = { run, round: machine.cursor.round }
  switch (call.call) {
    case 'open':
      return openEvents(view, run, around, caller)
    case 'propose': {
      const { transcript } = step(machine, { ...call, caller }, around)
      const { sumRoot, modelRoot, sumCid, modelCid } = call
      return [{ kind: 'proposed', ...place, sumRoot, modelRoot, sumCid, modelCid, transcript }]
    }
    case 'certify':
      return [certifyEvent(view, run, around, caller, call, block)]
    case 'finalize':
      step(machine, call, around)
      return [{ kind: 'finalized', ...place }]
    case 'abort': {
      const seed = drawSeed(block)
      step(machine, { ...call, seed }, around)
      return [{ kind: 'aborted', ...place, from: machine.cursor.state, seed }]
    }
    default: {
      const { transcript } = step(machine, { ...call, caller }, around)
      const { root, indices, cid } = call
      const bitmap = toBitmap(indices)
      return [{ kind: callState[call.call], ...place, root, bitmap, cid, transcript }]
    }
  }
}

const drawSeed = (block: number): Hex => toHex(keccak256(fromText(`prevrandao ${block}`)))

function openEvents(
  view: LedgerView,
  run: number,
  around: Surroundings,
  caller: number | undefined,
): Unplaced[] {
  const { machine } = runOf(view, run)
  const epoch = view.latestEpoch
  if (epoch === undefined) throw new VainError('testkit/reverted', 'NoValidators', { run })
  const members = activeOperators(view, roles.trainer)
  const action: RoundAction = { call: 'open', caller, members, epoch, currentEpoch: epoch }
  const { cursor, transcript, head } = step(machine, action, around)
  const wasCertified = (machine.cursor.state satisfies RoundState) === 'certified'
  const opened: Unplaced = {
    kind: 'opened',
    run,
    round: cursor.round,
    epoch,
    head,
    members: toBitmap(members),
    threshold: cursor.threshold,
    transcript,
  }
  return wasCertified ? [{ kind: 'finalized', run, round: machine.cursor.round }, opened] : [opened]
}

function certifyEvent(
  view: LedgerView,
  run: number,
  around: Surroundings,
  caller: number | undefined,
  call: Extract<LedgerCall, { call: 'certify' }>,
  block: number,
): Unplaced {
  const { machine } = runOf(view, run)
  const { round, epoch } = machine.cursor
  const set = view.sets.get(epoch) as ValidatorSet
  const signers = set.indices.filter((_, position) => !call.nonSigners.includes(position))
  const weights = set.weights.filter((_, position) => !call.nonSigners.includes(position))
  const signedWeight = weights.reduce((sum, weight) => sum + weight, 0n)
  const seed = drawSeed(block)
  const { evaluationRoot, evaluationCid } = call
  const { totalWeight } = set
  const action: RoundAction = { ...call, caller, signedWeight, totalWeight, seed }
  const after = step(machine, action, around)
  const { head, transcript } = machine
  const place = { run, round, epoch, head, transcript, evaluationRoot, evaluationCid }
  const digest = certificateDigest(view.venue, place)
  const keys = signers.map((index) => view.operators.get(index)?.blsKey ?? new Uint8Array())
  if (!blsVerify(blsAggregateKeys(keys), fromHex(digest), call.signature))
    throw new VainError('testkit/reverted', 'BadSignature', { round })
  return {
    kind: 'certified',
    run,
    round,
    version: after.cursor.version,
    evaluationRoot,
    evaluationCid,
    nonSigners: toBitmap(call.nonSigners),
    signedWeight,
    signature: call.signature,
    digest,
    head: after.head,
    seed,
  }
}
