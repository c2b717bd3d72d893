import { VainError } from '@vain/base'
import { fromBitmap } from '../bitmap.ts'
import { leaderOf } from '../round/leader.ts'
import { createRunMachine, type RunMachine, type Surroundings } from '../round/machine.ts'
import { type RoundAction, stepRound } from '../round/step.ts'
import { certificateDigest, genesisHead, nextMembership } from '../round/transcript.ts'
import { type LedgerEvent, type Place, type RoundEvent, roles } from './events.ts'
import {
  activeOperators,
  type Certificate,
  currentRound,
  type LedgerView,
  type Operator,
  type RoundView,
  type RunView,
  ringOf,
} from './view.ts'

type Kind<K extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: K }>
type Placed = RoundEvent & { readonly at: Place }

/**
 * The ledger after one more event. Every transition runs through `stepRound`, and the head and
 * everything else that the event claims is compared with what the machine derives.
 *
 * @throws {VainError} `protocol/ledger-diverged` if the contract did what the machine would not
 */
export function applyEvent(view: LedgerView, event: LedgerEvent): LedgerView {
  switch (event.kind) {
    case 'registered':
      return withMember(view, {
        index: event.index,
        address: event.operator,
        peerKey: event.peerKey,
        roles: event.roles,
        active: true,
        blsKey: event.blsKey,
        blsProof: event.blsProof,
        endpoints: event.endpoints,
      })
    case 'announced':
      return withOperator(view, { ...operatorOf(view, event), endpoints: event.endpoints })
    case 'retired':
      return withMember(view, { ...operatorOf(view, event), active: false })
    case 'snapshotted': {
      const { epoch, indices, weights, totalWeight, aggregateKey } = event
      const set = { epoch, indices, weights, totalWeight, aggregateKey }
      return { ...view, sets: new Map(view.sets).set(epoch, set), latestEpoch: epoch }
    }
    case 'run-created':
      return createRun(view, event)
    case 'run-params-set': {
      const run = runOf(view, event)
      return withRun(view, { ...run, spec: { ...run.spec, params: event.params } })
    }
    case 'paused':
      return { ...view, pausedUntil: event.until }
    case 'unpaused':
      return { ...view, pausedUntil: event.at.timestamp }
    default:
      return applyRoundEvent(view, event)
  }
}

function diverged(event: LedgerEvent, what: string, facts: object): VainError {
  return new VainError('protocol/ledger-diverged', `${event.kind}: ${what}`, {
    block: event.at.block,
    transaction: event.at.transaction,
    ...facts,
  })
}

function withOperator(view: LedgerView, operator: Operator): LedgerView {
  return { ...view, operators: new Map(view.operators).set(operator.index, operator) }
}

/** With an operator that came or went: the key book's word moves on. */
function withMember(view: LedgerView, operator: Operator): LedgerView {
  const membership = nextMembership(view.membership, operator)
  return { ...withOperator(view, operator), membership }
}

function operatorOf(view: LedgerView, event: Kind<'announced' | 'retired'>): Operator {
  const operator = view.operators.get(event.index)
  if (operator === undefined) throw diverged(event, 'no such operator', { index: event.index })
  return operator
}

function runOf(view: LedgerView, event: LedgerEvent & { readonly run: number }): RunView {
  const run = view.runs.get(event.run)
  if (run === undefined) throw diverged(event, 'no such run', { run: event.run })
  return run
}

function createRun(view: LedgerView, event: Kind<'run-created'>): LedgerView {
  const { run, spec, configCid } = event
  const genesis = genesisHead(view.venue, run, spec.configHash, spec.genesisModelRoot)
  return withRun(view, {
    run,
    spec,
    configCid,
    createdAt: event.at.timestamp,
    machine: createRunMachine(genesis),
    past: [],
    rounds: [],
    model: { root: spec.genesisModelRoot, content: undefined },
    forced: [],
  })
}

function withRun(view: LedgerView, run: RunView): LedgerView {
  return { ...view, runs: new Map(view.runs).set(run.run, run) }
}

function applyRoundEvent(view: LedgerView, event: Placed): LedgerView {
  const run = runOf(view, event)
  const around: Surroundings = {
    venue: view.venue,
    run: run.run,
    params: run.spec.params,
    pausedUntil: view.pausedUntil,
    createdAt: run.createdAt,
    now: event.at.timestamp,
    ring: ringOf(view),
  }
  const step = stepRound(run.machine, toAction(view, run, event, around), around)
  if (step.kind === 'reject') throw diverged(event, `not allowed here: ${step.reason}`, {})
  const { machine } = step
  for (const [name, claimed, derived] of claimsOf(view, event, run.machine, machine))
    if (claimed !== derived) throw diverged(event, `${name} differs`, { claimed, derived })
  return withRun(view, record(view, { ...run, machine }, event, run.machine))
}

function toAction(
  view: LedgerView,
  run: RunView,
  event: Placed,
  around: Surroundings,
): RoundAction {
  switch (event.kind) {
    case 'opened': {
      // The event does not name its sender; the contract admits the leader alone.
      const caller = leaderOf(run.machine, around)?.address
      const members = activeOperators(view, roles.trainer).length
      const { membership } = view
      // The age of the set is the contract's to check: events do not carry the epoch clock.
      const { epoch, randao } = event
      return { call: 'open', caller, members, membership, epoch, currentEpoch: epoch, randao }
    }
    case 'masked':
      return {
        ...event,
        call: 'mask',
        caller: event.leader,
        survivors: fromBitmap(event.survivors),
      }
    case 'proposed':
      return { ...event, call: 'propose', caller: event.leader }
    case 'certified': {
      const { epoch } = run.machine.cursor
      const totalWeight = view.sets.get(epoch)?.totalWeight ?? 0n
      const nonSigners = fromBitmap(event.nonSigners)
      const signedWeight = weightSigned(view, epoch, nonSigners)
      return { ...event, call: 'certify', nonSigners, signedWeight, totalWeight }
    }
    case 'finalized':
      return { call: 'finalize' }
    case 'aborted':
      return { call: 'abort', round: event.round, randao: event.randao }
    case 'forced': {
      const isTrainer = activeOperators(view, roles.trainer).includes(event.index)
      const isFirst = run.forced.every(({ index }) => index !== event.index)
      return { ...event, call: 'force', isTrainer, isFirst }
    }
    case 'disputed':
      return { call: 'dispute', round: event.round, until: event.deadline }
    case 'settled':
      return { call: 'settle', round: event.round, stands: event.stands }
    case 'rolled-back':
      return { call: 'rollback', version: event.version, model: event.model }
  }
}

type Claim = readonly [name: string, claimed: unknown, derived: unknown]

/** What an event says beside the step itself, with what the machine says of it. */
function claimsOf(view: LedgerView, event: Placed, before: RunMachine, after: RunMachine): Claim[] {
  const { cursor, head } = after
  const claims: Claim[] = []
  if (event.kind === 'forced') claims.push(['round', event.round, cursor.round + 1])
  else if (event.kind !== 'rolled-back') claims.push(['round', event.round, cursor.round])
  if (event.kind === 'opened')
    claims.push(
      ['members', event.members, cursor.members],
      ['membership', event.membership, view.membership],
      ['threshold', event.threshold, cursor.threshold],
      ['inbox', event.inbox, before.inbox],
    )
  if (event.kind === 'certified') claims.push(['version', event.version, cursor.version])
  if (event.kind === 'aborted') claims.push(['state', event.from, before.cursor.state])
  if (event.kind === 'disputed') claims.push(['deadline', event.deadline, cursor.deadline])
  return 'head' in event ? [...claims, ['head', event.head, head]] : claims
}

/** The run with what an event adds to its rounds, its model and its next roster. */
function record(view: LedgerView, run: RunView, event: Placed, before: RunMachine): RunView {
  switch (event.kind) {
    case 'opened':
      return { ...run, rounds: [...run.rounds, openRound(view, run, event)], forced: [] }
    case 'forced': {
      const { index, maskKey, sealKey, kemKey, selfCommitment } = event
      const keys = { index, maskKey, sealKey, kemKey, selfCommitment }
      return { ...run, forced: [...run.forced, keys] }
    }
    case 'rolled-back':
      return { ...run, model: event.model }
    case 'disputed':
      return run
    default: {
      const round = currentRound(run)
      if (round === undefined) throw diverged(event, 'no round is open', {})
      const changed = { ...round, ...changeOf(view, round, event, before) }
      return {
        ...run,
        rounds: [...run.rounds.slice(0, -1), changed],
        model: modelAfter(run, changed, event),
      }
    }
  }
}

function openRound(view: LedgerView, run: RunView, event: Kind<'opened'>): RoundView {
  return {
    run: event.run,
    round: event.round,
    epoch: event.epoch,
    model: run.model,
    members: activeOperators(view, roles.trainer),
    threshold: event.threshold,
    corruptionBps: run.spec.params.corruptionBps,
    forced: run.forced,
    opened: event.at,
    openHead: event.head,
  }
}

type RoundChange = Kind<'masked' | 'proposed' | 'certified' | 'finalized' | 'aborted' | 'settled'>

function modelAfter(run: RunView, round: RoundView, event: RoundChange): RunView['model'] {
  if (event.kind === 'certified') return round.proposal?.model ?? run.model
  // Nothing was certified on top of it, so the model before it is the one it trained from.
  return event.kind === 'settled' && !event.stands ? round.model : run.model
}

function changeOf(
  view: LedgerView,
  round: RoundView,
  event: RoundChange,
  before: RunMachine,
): Partial<RoundView> {
  switch (event.kind) {
    case 'masked': {
      const { at, roster, share, masks } = event
      return { masked: at, roster, share, masks, survivors: fromBitmap(event.survivors) }
    }
    case 'proposed': {
      const { at, leader, reveals, sum, model, head } = event
      return { proposal: { at, leader, reveals, sum, model, head } }
    }
    case 'certified':
      return { certificate: certificateOf(view, round, event, before) }
    case 'finalized':
      return { finalized: event.at }
    case 'aborted':
      return { aborted: event.at }
    case 'settled':
      return event.stands ? {} : { overturned: event.at }
  }
}

/** Weight of an epoch's validators but those at the positions `nonSigners`. */
function weightSigned(view: LedgerView, epoch: number, nonSigners: readonly number[]): bigint {
  const weights = view.sets.get(epoch)?.weights ?? []
  return weights.reduce(
    (sum, weight, position) => (nonSigners.includes(position) ? sum : sum + weight),
    0n,
  )
}

function certificateOf(
  view: LedgerView,
  { run, round, epoch }: RoundView,
  event: Kind<'certified'>,
  { head }: RunMachine,
): Certificate {
  const { at, version, evaluation, signature } = event
  const nonSigners = fromBitmap(event.nonSigners)
  return {
    at,
    version,
    evaluation,
    nonSigners,
    signedWeight: weightSigned(view, epoch, nonSigners),
    signature,
    digest: certificateDigest(view.venue, { run, round, epoch, head, evaluation }),
  }
}
