import { cidOfContent, leaderOf, type RunView, ringOf, standingOf } from '@vain/protocol'
import type { RunRow } from '../../api/training/runs.ts'
import { type Context, toMark } from '../context.ts'
import { evaluationOf } from './rounds.ts'

/** Where a run stands, at the chain's time. */
export function describeRun(context: Context, run: RunView): RunRow {
  const { index } = context
  const { cursor, head } = run.machine
  const round = run.rounds.at(-1)
  const { spec } = run
  return {
    run: run.run,
    created: createdOf(context, run.run),
    configuration: run.configCid,
    hashes: {
      configuration: spec.configHash,
      trainProgram: spec.trainProgramHash,
      evaluateProgram: spec.evaluateProgramHash,
      dataPolicy: spec.dataPolicyHash,
      genesisModel: spec.genesisModelRoot,
    },
    round: cursor.round,
    state: round === undefined ? 'idle' : standingOf(run, round),
    since: cursor.since,
    version: cursor.version,
    deadline: cursor.deadline,
    leader: currentLeader(context, run),
    head,
    model: { root: run.model.root, cid: run.model.content && cidOfContent(run.model.content) },
    evaluation: newestEvaluation(index.store, run),
    rules: { ...spec.params },
  }
}

/** Where the run was created. */
export function createdOf({ index }: Context, run: number): RunRow['created'] {
  const [created] = index.store.events({
    contract: 'runRegistry',
    names: ['RunCreated'],
    mention: { kind: 'run', value: String(run) },
    order: 'oldest',
    limit: 1,
  })
  // A run is in the view by this very event.
  if (created === undefined) throw new Error(`run ${run} was never created`)
  return toMark(created)
}

function currentLeader({ index }: Context, run: RunView): RunRow['leader'] {
  const now = index.head()?.timestamp ?? 0
  const around = { params: run.spec.params, createdAt: run.createdAt, now }
  const leader = leaderOf(run.machine, { ...around, ring: ringOf(index.ledger.view) })
  return leader && { address: leader.address, operator: leader.index }
}

function newestEvaluation(store: Context['index']['store'], run: RunView): RunRow['evaluation'] {
  for (const round of run.rounds.toReversed()) {
    const evaluation = round.overturned ? undefined : evaluationOf(store, round)
    if (evaluation !== undefined && round.certificate !== undefined)
      return { ...evaluation, version: round.certificate.version }
  }
  return undefined
}
