import type { Scenario } from '../scenario/scenario.ts'
import { openDigitsLearner } from './digitsLearner.ts'
import type { Learner } from './learner.ts'
import { createPointsLearner } from './pointsLearner.ts'

/** The task of a scenario, with its data. */
export async function openLearner(scenario: Scenario): Promise<Learner> {
  const { task } = scenario
  return task.kind === 'points'
    ? createPointsLearner(scenario, task)
    : openDigitsLearner(scenario, task)
}
