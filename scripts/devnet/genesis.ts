import { modelFor, readSourcePolicy } from '@vain/data'
import type { Beacon, RoundParams } from '@vain/protocol'
import { type PreparedRun, prepareRun } from '@vain/runs'
import { hashTraining } from './examples.ts'
import { dataOf, type Plan } from './plan.ts'
import { settingsOf } from './settings.ts'
import { trainingOf } from './strategy.ts'

/**
 * Builds the configuration, programs and first model of a network's run.
 *
 * @param beacon - of the network, for a check
 * @throws {VainError} `protocol/sum-may-wrap` if this many members could overflow a sum, and what
 *   `modelFor` throws
 */
export async function planRun(
  plan: Plan,
  params: RoundParams,
  beacon: Beacon,
): Promise<PreparedRun> {
  const policy = readSourcePolicy(dataOf(plan))
  const training = trainingOf(plan)
  const proximal = Number(plan.proximal ?? 0)
  const model = modelFor(policy, plan.model, { ...training, proximal })
  const plain = settingsOf(plan, model.parameters, params, beacon)
  const replay = plan.replay === true ? { examples: await hashTraining(plan) } : undefined
  const settings = replay === undefined ? plain : { ...plain, replay }
  return prepareRun({ policy, model, proximal, training, settings, params })
}
