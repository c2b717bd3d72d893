import { scheduler } from 'node:timers/promises'
import { fromHex, noMeter } from '@vain/base'
import type { Evaluation } from '@vain/learn'
import {
  type Evaluate,
  type Fetching,
  isFault,
  type Proposal,
  parametersOf,
  phases,
  type RoundView,
  signEnvelope,
  verifyRound,
} from '@vain/protocol'
import { nodeMetrics } from '../metrics/index.ts'
import type { Replays } from '../replay/index.ts'
import { isObstacle, later, type Obstacle, type Scene, toObstacle } from '../run/index.ts'
import type { EvaluateRequest } from '../train/index.ts'
import type { ValidatorDeps, ValidatorOptions } from './validatorParts.ts'

/**
 * Derives a proposed round again, evaluates its model and puts the signed evaluation on disk.
 *
 * A round with a fault gets no evaluation, so no signature of this validator can bear it. The
 * model that the round started from is the one the last certificate fixed: its root is on chain.
 * Source: docs/protocol §7.4.
 */
export async function judge(
  deps: ValidatorDeps & { readonly replays: Pick<Replays, 'begin'> },
  options: ValidatorOptions,
  scene: Scene,
  proposal: Proposal,
  signal: AbortSignal,
): Promise<Obstacle | undefined> {
  const { view, run, round } = scene
  const place = { run: round.run, round: round.round }
  const { judged } = (deps.meter ?? noMeter).open(nodeMetrics)
  const materials = await deps.materials.read(run, signal)
  if (isObstacle(materials)) return materials
  const { configuration, evaluateProgram } = materials
  const parent = await deps.materials.readCheckpoint(round, configuration, signal)
  if (isObstacle(parent)) return parent
  const from: Fetching = {
    content: deps.content,
    timeoutMs: options.fetchTimeoutMs,
    signal,
    pause: () => scheduler.yield(),
  }
  const { configHash } = run.spec
  const { masker } = deps
  const inputs = { view, round, configuration, configHash, parent, masker }
  const derived = await verifyRound(from, inputs)
  if (isFault(derived)) {
    if (derived.reason !== 'missing') {
      deps.log.error('a round is faulty', { ...place, ...derived })
      judged.add({ outcome: 'faulty' })
    }
    return toObstacle(derived)
  }
  const batchSize = configuration.training.evaluateBatchSize
  const model = parametersOf(derived.checkpoint, configuration)
  const job = { program: evaluateProgram, model, batchSize }
  const evaluation = await evaluate(deps, round, job, signal)
  if (isObstacle(evaluation)) return evaluation
  const body: Evaluate = {
    phase: phases.evaluate,
    ...place,
    sumRoot: fromHex(proposal.sum.root),
    modelRoot: fromHex(proposal.model.root),
    correct: evaluation.correct,
    total: evaluation.total,
    lossMicro: evaluation.lossMicro,
  }
  const { bytes } = signEnvelope(view.venue, deps.index, body, deps.keys.staking)
  deps.store.saveEvaluation(round, proposal.head, bytes)
  judged.add({ outcome: 'evaluated' })
  deps.log.info('evaluated a round', { ...place, ...evaluation, bytesRead: derived.bytesRead })
  deps.hint(round.run, round.round, phases.evaluate)
  const began = parametersOf(parent, configuration)
  deps.replays.begin({ round, materials, model: began, derived })
  return undefined
}

async function evaluate(
  deps: ValidatorDeps,
  round: RoundView,
  job: EvaluateRequest,
  signal: AbortSignal,
): Promise<Evaluation | Obstacle> {
  try {
    return await deps.trainer.evaluate(job, { signal })
  } catch (error) {
    signal.throwIfAborted()
    deps.log.warn('the evaluation failed', { run: round.run, round: round.round, error })
    return later('evaluation-failed')
  }
}
