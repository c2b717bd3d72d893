import type { Hex, LedgerEvent, LedgerView, RoundView, RunView, Venue } from '@vain/protocol'
import { fetchCheckpoint, isFault } from '@vain/protocol'
import { auditRound } from './auditRound.ts'
import { checkRunArtefacts, type RunArtefacts } from './checkRunArtefacts.ts'
import { checkSets } from './checkSets.ts'
import { describeRound } from './describeRound.ts'
import { type AuditDeps, createMeter, type Meter } from './meter.ts'
import { compareWords, type LedgerWords, replay } from './replay.ts'
import { type AuditedRound, type AuditFault, type AuditReport, toAuditFault } from './report.ts'

/** What the chain says of a run. */
export type AuditInputs = {
  readonly venue: Venue
  readonly keyBook: Hex
  readonly run: number
  /** All events from the deployment up to `block`. */
  readonly events: readonly LedgerEvent[]
  /** The contract's words of the run at `block`. */
  readonly words: LedgerWords
  readonly block: number
}

export type AuditOptions = {
  /** Longest wait for one artefact, milliseconds; 60,000 by default. */
  readonly timeoutMs?: number
  /** Only rounds that were certified up to this block are derived again; all by default. */
  readonly upTo?: number
  /**
   * Only these rounds are derived again; all by default. One whose parent is not derived begins with
   * the published model, checked against its root on chain.
   */
  readonly rounds?: readonly number[]
  readonly signal?: AbortSignal
}

/** How far an audit is. The last one holds the report. */
export type AuditProgress =
  | {
      readonly kind: 'step'
      readonly step: 'ledger' | 'validator-sets' | 'run'
      readonly seconds: number
    }
  | {
      readonly kind: 'round'
      readonly round: AuditedRound
      /** It is number `at` of `of` certified rounds. */
      readonly at: number
      readonly of: number
      /** Of the audit so far. */
      readonly bytes: number
      readonly seconds: number
    }
  | { readonly kind: 'report'; readonly report: AuditReport }

/** How far an audit goes. */
type Reach = { readonly upTo: number; readonly only: readonly number[] | undefined }

type Verdict = Pick<AuditReport, 'fault' | 'name' | 'grouping'>

/**
 * Verifies the whole life of a run from its first event to its head, trusting no one: not the
 * aggregators, not the validators, not whoever serves the artefacts.
 *
 * What it rests on: the events and words it is given are the chain's, the hash functions, the
 * signatures. Each checkpoint is derived from the one derived before it. The first thing that does not
 * fit ends the audit.
 *
 * @throws the reason of `signal` when it is aborted
 *
 * Source: docs/protocol §10.
 */
export async function* auditRun(
  deps: AuditDeps,
  inputs: AuditInputs,
  options: AuditOptions = {},
): AsyncGenerator<AuditProgress, void, void> {
  const { upTo = inputs.block, rounds: only } = options
  const meter = createMeter(deps, options.timeoutMs ?? 60_000, options.signal)
  const rounds = new Map<number, AuditedRound>()
  const replayed = replay(inputs.venue, inputs.events)
  const view = 'reason' in replayed ? undefined : replayed
  const verdict =
    'reason' in replayed
      ? { fault: replayed }
      : yield* auditView(replayed, { ...inputs, upTo, only }, meter, rounds)
  const run = view?.runs.get(inputs.run)
  const report: AuditReport = {
    ok: verdict.fault === undefined,
    venue: inputs.venue,
    run: inputs.run,
    block: inputs.block,
    ...(upTo < inputs.block && { upTo }),
    ...(only && { only }),
    head: inputs.words.head,
    rounds: (run?.rounds ?? []).map(
      (round) => rounds.get(round.round) ?? describeRound(run as RunView, round),
    ),
    checks: meter.checks(),
    bytes: meter.bytes(),
    seconds: meter.seconds(),
    ...verdict,
  }
  yield { kind: 'report', report }
}

async function* auditView(
  view: LedgerView,
  inputs: AuditInputs & Reach,
  meter: Meter,
  rounds: Map<number, AuditedRound>,
): AsyncGenerator<AuditProgress, Verdict, void> {
  meter.count('events', inputs.events.length)
  const different = compareWords(view, inputs.run, inputs.words)
  if (different !== undefined) return { fault: different }
  yield { kind: 'step', step: 'ledger', seconds: meter.seconds() }
  const wrongSet = checkSets(view, inputs.keyBook, meter)
  if (wrongSet !== undefined) return { fault: wrongSet }
  yield { kind: 'step', step: 'validator-sets', seconds: meter.seconds() }
  // `compareWords` found the run.
  const run = view.runs.get(inputs.run) as RunView
  const artefacts = await checkRunArtefacts(run, meter)
  if ('reason' in artefacts) return { fault: artefacts }
  yield { kind: 'step', step: 'run', seconds: meter.seconds() }
  const fault = yield* auditRounds(view, { ...inputs, run }, artefacts, meter, rounds)
  const { name, aggregation } = artefacts.configuration
  return { name, grouping: aggregation.grouping, ...(fault && { fault }) }
}

async function* auditRounds(
  view: LedgerView,
  { run, upTo, only }: Reach & { readonly run: RunView },
  artefacts: RunArtefacts,
  meter: Meter,
  rounds: Map<number, AuditedRound>,
): AsyncGenerator<AuditProgress, AuditFault | undefined, void> {
  const certified = run.rounds.filter(
    ({ round, certificate, overturned }) =>
      certificate &&
      certificate.at.block <= upTo &&
      !overturned &&
      (only === undefined || only.includes(round)),
  )
  const { configuration } = artefacts
  const { configHash } = run.spec
  const checkpoints = new Map([[run.spec.genesisModelRoot, artefacts.genesisModel]])
  for (const [i, round] of certified.entries()) {
    const [bytes, seconds] = [meter.bytes(), meter.seconds()]
    const parent =
      checkpoints.get(round.model.root) ?? (await readParent(round, only, configuration, meter))
    if (!(parent instanceof Float32Array)) return parent
    const result = await auditRound(view, round, { configuration, configHash }, parent, meter)
    const audited: AuditedRound = {
      ...describeRound(run, round),
      outcome: isFault(result) ? 'failed' : 'verified',
      ...(!isFault(result) && result.found),
      bytes: meter.bytes() - bytes,
      seconds: meter.seconds() - seconds,
    }
    rounds.set(round.round, audited)
    const of = certified.length
    yield {
      kind: 'round',
      round: audited,
      at: i + 1,
      of,
      bytes: meter.bytes(),
      seconds: meter.seconds(),
    }
    if (isFault(result)) return toAuditFault(result, round.round)
    checkpoints.set(round.proposal?.model.root ?? '0x', result.checkpoint)
    forgetUnused(checkpoints, certified.slice(i + 1))
  }
  return undefined
}

/** The model a round began with that no round before it led to: only where some are left out. */
async function readParent(
  { round, model }: RoundView,
  only: Reach['only'],
  configuration: RunArtefacts['configuration'],
  meter: Meter,
): Promise<Float32Array | AuditFault> {
  if (only === undefined) return { round, artefact: 'model', reason: 'unknown-model' }
  const parent = await fetchCheckpoint(meter.from, model, configuration)
  return isFault(parent) ? toAuditFault(parent, round) : parent
}

/** Forgets the checkpoints that no later round begins with: after a rollback that may be any. */
function forgetUnused(checkpoints: Map<Hex, Float32Array>, later: readonly RoundView[]): void {
  const used = new Set(later.map((round) => round.model.root))
  for (const root of checkpoints.keys()) if (!used.has(root)) checkpoints.delete(root)
}
