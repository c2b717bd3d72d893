import type { ModelName } from '@vain/learn'
import type { Hex } from '@vain/protocol'
import type { Settings } from '@vain/runs'
import { privateRounds, privateSettings } from '../../devnet/privateSettings.ts'
import { settingsOf } from '../../devnet/settings.ts'
import { training } from '../../devnet/strategy.ts'

/** One configuration that is tried. */
export type Study = Settings & {
  readonly training: typeof training
  readonly modelName: ModelName
  readonly members: number
  readonly rounds: number
}

/** No coordinate is rotated here, so nothing follows from it. */
export const openHead: Hex = `0x${'00'.repeat(32)}`

/** Of all that there is: δ = 10⁻⁵ is below one in the 8,000 examples. */
export const delta = 1e-5

/**
 * Members whose noise counts: a sum of five takes at least four (docs/protocol §6.3), and the one
 * that may be corrupt may be among them and add none.
 */
export const honest = 3

const [modelName, members] = ['mnist-cnn', 5] as const

/** The network as `npm start` trains it: local passes, plain averages, no privacy. */
export function plainStudy(parameters: number): Study {
  const plan = {
    ...{ nodes: members, aggregators: 2, validators: 3 },
    ...{ partition: 'iid', model: modelName },
  }
  return {
    ...settingsOf(plan, parameters, { corruptionBps: 1_000 }),
    training,
    modelName,
    members,
    rounds: 10,
  }
}

/**
 * As `npm start -- --privacy record` does, with other noise. The settings are the same for every ε;
 * they were found by a handful of tries with another deal of the digits.
 */
export const privateStudy: Study = {
  ...privateSettings(members),
  ...{ training, modelName, members, rounds: privateRounds },
}
