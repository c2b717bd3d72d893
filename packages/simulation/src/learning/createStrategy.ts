import { createDiloco, createFedNova, createScaffold, fedAvg, type Strategy } from '@vain/learn'
import { stepWeight } from '@vain/protocol'
import type { Scenario } from '../scenario/scenario.ts'
import { type Learner, stepsOf } from './learner.ts'

/** The strategy that a scenario names. */
export function createStrategy(scenario: Scenario, learner: Learner): Strategy {
  const { strategy, selection, members, training } = scenario
  if (strategy.name === 'scaffold')
    return createScaffold(selection.kind === 'all' ? 1 : selection.perRound / members)
  if (strategy.name === 'diloco') return createDiloco(strategy)
  if (strategy.name !== 'fednova') return fedAvg
  const examples = Array.from({ length: members }, (_, member) => learner.examplesOf(member))
  const mean = examples.reduce((sum, count) => sum + count, 0) / members
  return createFedNova(stepWeight(stepsOf(mean, training), training.momentum))
}
