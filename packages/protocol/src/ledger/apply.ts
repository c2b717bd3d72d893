import { VainError } from '@vain/base'
import { fromBitmap } from '../bitmap.ts'
import { leaderOf } from '../round/leader.ts'
import { createRunMachine, type Surroundings } from '../round/machine.ts'
import { type RoundAction, stepRound } from '../round/step.ts'
import { certificateDigest, genesisHead } from '../round/transcript.ts'
import { type LedgerEvent, type PhaseEvent, roles } from './events.ts'
import {
  activeOperators,
  type Certificate,
  headRound,
  type LedgerView,
  type PhaseRecord,
  type RoundView,
  type RunView,
} from './view.ts'

type Kind<K extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: K }>
type RoundEvent = Exclude<
  LedgerEvent,
  { kind: 'registered' | 'announced' | 'retired' | 'snapshotted' | 'run-created' }
>

/**
 * The ledger after one more event. Every transition runs through `stepRound`, and the transcript,
 * threshold, digest and head that the event claims are compared with what the machine derives.
 *
 * @throws {VainError} `protocol/ledger-diverged` if the contract did what the machine would not
 */
export function applyEvent(view: LedgerView, event: LedgerEvent): LedgerView {
  switch (event.kind) {
    case 'registered':
      return withOperator(view, event.index, {
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
      return changeOperator(view, event, { endpoints: event.endpoints })
    case 'retired':
      return changeOperator(view, event, { active: false })
    case 'snapshotted': {
      const { epoch, indices, weights, totalWeight, aggregateKey } = event
      const set = { epoch, indices, weights, totalWeight, aggregateKey }
      return { ...view, sets: new Map(view.sets).set(epoch, set), latestEpoch: epoch }
    }
    case 'run-created':
      return createRun(view, event)
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

function withOperator(
  view: LedgerView,
  index: number,
  operator: Parameters<
    Map<number, NonNullable<ReturnType<LedgerView['operators']['get']>>>['set']
  >[1],
): LedgerView {
  return { ...view, operators: new Map(view.operators).set(index, operator) }
}

function changeOperator(
  view: LedgerView,
  event: Kind<'announced' | 'retired'>,
  change: { endpoints: readonly string[] } | { active: false },
): LedgerView {
  const operator = view.operators.get(event.index)
  if (operator === undefined) throw diverged(event, 'no such operator', { index: event.index })
  return withOperator(view, event.index, { ...operator, ...change })
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
    rounds: [],
  })
}

function withRun(view: LedgerView, run: RunView): LedgerView {
  return { ...view, runs: new Map(view.runs).set(run.run, run) }
}

function applyRoundEvent(view: LedgerView, event: RoundEvent): LedgerView {
  const run = view.runs.get(event.run)
  if (run === undefined) throw diverged(event, 'no such run', { run: event.run })
  const around: Surroundings = {
    venue: view.venue,
    run: run.run,
    params: run.spec.params,
    createdAt: run.createdAt,
    now: event.at.timestamp,
    ring: activeOperators(view, roles.aggregator),
  }
  // An event does not name its sender; the contract admits the leader alone.
  const caller = leaderOf(run.machine, around)?.index
  const step = stepRound(run.machine, toAction(view, run, event, caller), around)
  if (step.kind === 'reject') throw diverged(event, `not allowed here: ${step.reason}`, {})
  const { machine } = step
  checkClaims(event, run, machine, view)
  return withRun(view, { ...run, machine, rounds: recordRound(run, event, machine.transcript) })
}

function toAction(
  view: LedgerView,
  run: RunView,
  event: RoundEvent,
  caller: number | undefined,
): RoundAction {
  const { round } = event
  switch (event.kind) {
    case 'opened':
      return {
        call: 'open',
        caller,
        members: fromBitmap(event.members),
        epoch: event.epoch,
        // The age of the set is the contract's to check: events do not carry the epoch clock.
        currentEpoch: event.epoch,
      }
    case 'proposed':
      return { call: 'propose', caller, round, sumRoot: event.sumRoot, modelRoot: event.modelRoot }
    case 'certified':
      return {
        call: 'certify',
        caller,
        round,
        evaluationRoot: event.evaluationRoot,
        evaluationCid: event.evaluationCid,
        signedWeight: event.signedWeight,
        totalWeight: view.sets.get(run.machine.cursor.epoch)?.totalWeight ?? 0n,
        seed: event.seed,
      }
    case 'finalized':
      return { call: 'finalize' }
    case 'aborted':
      return { call: 'abort', round, seed: event.seed }
    default:
      return {
        call: callOf[event.kind],
        caller,
        round,
        root: event.root,
        indices: fromBitmap(event.bitmap),
      }
  }
}

const callOf = {
  rostered: 'roster',
  shared: 'share',
  masked: 'mask',
  revealed: 'reveal',
} as const satisfies Record<PhaseEvent['kind'], string>

function checkClaims(
  event: RoundEvent,
  before: RunView,
  machine: RunView['machine'],
  view: LedgerView,
): void {
  if ('transcript' in event && event.transcript !== machine.transcript)
    throw diverged(event, 'transcript differs', {
      claimed: event.transcript,
      derived: machine.transcript,
    })
  if (event.round !== machine.cursor.round)
    throw diverged(event, 'round differs', { claimed: event.round, derived: machine.cursor.round })
  if (event.kind === 'opened') {
    if (event.threshold !== machine.cursor.threshold || event.head !== before.machine.head)
      throw diverged(event, 'threshold or head differs', { threshold: machine.cursor.threshold })
    const members = activeOperators(view, roles.trainer)
    if (fromBitmap(event.members).join() !== members.join())
      throw diverged(event, 'members are not the active trainers', { members })
  }
  if (event.kind === 'certified' && event.head !== machine.head)
    throw diverged(event, 'head differs', { claimed: event.head, derived: machine.head })
  if (event.kind === 'certified' && event.digest !== digestOf(before, event, view))
    throw diverged(event, 'digest differs', { claimed: event.digest })
  if (event.kind === 'certified' && event.version !== machine.cursor.version)
    throw diverged(event, 'version differs', { derived: machine.cursor.version })
  if (event.kind === 'aborted' && event.from !== before.machine.cursor.state)
    throw diverged(event, 'state differs', { derived: before.machine.cursor.state })
}

function digestOf(run: RunView, event: Kind<'certified'>, view: LedgerView): string {
  return certificateDigest(view.venue, {
    run: run.run,
    round: event.round,
    epoch: run.machine.cursor.epoch,
    head: run.machine.head,
    transcript: run.machine.transcript,
    evaluationRoot: event.evaluationRoot,
    evaluationCid: event.evaluationCid,
  })
}

const recordOf = {
  rostered: 'roster',
  shared: 'shares',
  masked: 'masks',
  revealed: 'reveals',
} as const satisfies Record<PhaseEvent['kind'], keyof RoundView>

function recordRound(
  run: RunView,
  event: RoundEvent,
  transcript: RoundView['transcript'],
): readonly RoundView[] {
  if (event.kind === 'opened') return [...run.rounds, openRound(run, event)]
  const last = run.rounds.at(-1)
  if (last === undefined) throw diverged(event, 'no round is open', {})
  return [...run.rounds.slice(0, -1), { ...last, transcript, ...changeOf(event) }]
}

function openRound(run: RunView, event: Kind<'opened'>): RoundView {
  const parent = headRound(run)?.proposal
  return {
    run: event.run,
    round: event.round,
    epoch: event.epoch,
    parentHead: event.head,
    model: { root: parent?.modelRoot ?? run.spec.genesisModelRoot, cid: parent?.modelCid },
    members: fromBitmap(event.members),
    threshold: event.threshold,
    opened: event.at,
    openTranscript: event.transcript,
    transcript: event.transcript,
  }
}

function changeOf(event: Exclude<RoundEvent, Kind<'opened'>>): Partial<RoundView> {
  switch (event.kind) {
    case 'proposed': {
      const { at, sumRoot, modelRoot, sumCid, modelCid } = event
      return { proposal: { at, sumRoot, modelRoot, sumCid, modelCid } }
    }
    case 'certified':
      return { certificate: certificateOf(event) }
    case 'finalized':
      return { finalized: event.at }
    case 'aborted':
      return { aborted: event.at }
    default: {
      const { at, root, cid, bitmap } = event
      const record: PhaseRecord = { at, root, cid, indices: fromBitmap(bitmap) }
      return { [recordOf[event.kind]]: record }
    }
  }
}

function certificateOf(event: Kind<'certified'>): Certificate {
  return {
    at: event.at,
    version: event.version,
    evaluationRoot: event.evaluationRoot,
    evaluationCid: event.evaluationCid,
    nonSigners: fromBitmap(event.nonSigners),
    signedWeight: event.signedWeight,
    signature: event.signature,
    digest: event.digest,
    head: event.head,
  }
}
