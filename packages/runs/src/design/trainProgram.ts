import type { Model } from '@vain/learn'
import type { Settings } from './prepareRun.ts'

/**
 * The training program that settings ask for: one that clips each example's gradient where single
 * examples are hidden, one of plain descent where local steps are weighed or steered.
 *
 * @param proximal - μ of FedProx, with which `model` was built too
 *
 * Source: docs/protocol §5.6, §9.
 */
export function trainProgramFor(
  model: Model,
  { privacy, strategy }: Pick<Settings, 'privacy' | 'strategy'>,
  proximal: number,
): Uint8Array {
  if (privacy.unit === 'record') return model.privateTrain
  return 'momentumMicro' in strategy
    ? model.local({ momentum: strategy.momentumMicro / 1e6, proximal })
    : model.train
}
