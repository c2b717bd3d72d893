import { cidOfContent, leaderOf, type RunView, ringOf, standingOf } from '@vain/protocol'
import type { RunRow } from '../../api/training/runs.ts'
import { type Context, stillThere, toMark } from '../context.ts'
import { evaluationOf, rootsOf } from './evaluations.ts'

/** Where a run stands, at the chain's time. */
export async function describeRun(context: Context, run: RunView): Promise<RunRow> {
  const { index } = context
  const { cursor, head } = run.machine
  const round = run.rounds.at(-1)
  const { spec } = run
  return {
    run: run.run,
    created: await createdOf(context, run.run),
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
    evaluation: await newestEvaluation(index.store, run),
    rules: { ...spec.params },
  }
}

/** Where the run was created. */
export async function createdOf({ index }: Context, run: number): Promise<RunRow['created']> {
  const [created] = await index.store.events({
    contract: 'runRegistry',
    names: ['RunCreated'],
    mention: { kind: 'run', value: String(run) },
    order: 'oldest',
    limit: 1,
  })
  return toMark(stillThere(created))
}

function currentLeader({ index }: Context, run: RunView): RunRow['leader'] {
  const now = index.head()?.timestamp ?? 0
  const around = { params: run.spec.params, createdAt: run.createdAt, now }
  const leader = leaderOf(run.machine, { ...around, ring: ringOf(index.ledger.view) })
  return leader && { address: leader.address, operator: leader.index }
}

async function newestEvaluation(
  store: Context['index']['store'],
  run: RunView,
): Promise<RunRow['evaluation']> {
  const known = await store.evaluationsOf(rootsOf(run.rounds))
  for (const round of run.rounds.toReversed()) {
    const evaluation = round.overturned ? undefined : evaluationOf(round, known)
    if (evaluation !== undefined && round.certificate !== undefined)
      return { ...evaluation, version: round.certificate.version }
  }
  return undefined
}
