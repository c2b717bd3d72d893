import type { Configuration } from '../configuration/configuration.ts'
import { updateLength } from '../strategy/updateLength.ts'
import { planSketch, type SketchPlan } from './plan.ts'

/** How the vectors of a run are checked. */
export type CheckPlan = SketchPlan & {
  /** What the weight is multiplied by before it is sketched, so that the norm bounds it too: λ. */
  readonly weightFactor: number
}

type Checked = Pick<Configuration, 'parameters' | 'numbers' | 'strategy'> & {
  readonly aggregation: Pick<Configuration['aggregation'], 'committeeFaults'>
}

/** Greatest norm of an honest update in integer steps, without rounding. */
const clipOf = ({ clipMicro, scaleBits }: Checked['numbers']): number =>
  (clipMicro / 1e6) * 2 ** scaleBits

const weightFactorOf = (numbers: Checked['numbers']): number =>
  Math.max(1, Math.floor(clipOf(numbers) / numbers.maxWeight))

/** Norm that honest vectors have at most: update and weight, and what rounding is expected to add. */
function radiusOf(checked: Checked): number {
  const { numbers } = checked
  const clip = clipOf(numbers)
  const weight = weightFactorOf(numbers) * numbers.maxWeight
  return Math.ceil(Math.sqrt(clip * clip + weight * weight + updateLength(checked) / 4))
}

/** Whether honest vectors are short enough for a sketch. */
export const isPlannable = (checked: Checked): boolean => radiusOf(checked) < 2 ** 31

/**
 * The check that a run's configuration asks for.
 *
 * @throws {VainError} `sketch/bad-plan` if it asks for none
 *
 * Source: docs/protocol/robustness.md §3.2.
 */
export function planCheck(checked: Checked): CheckPlan {
  const plan = planSketch(checked.aggregation.committeeFaults, radiusOf(checked))
  return { ...plan, weightFactor: weightFactorOf(checked.numbers) }
}
