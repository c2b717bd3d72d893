import { type DataPolicy, targetOf } from '@vain/data'
import type { Evaluation } from '@vain/learn'
import type { ExampleCounts } from '../../train/index.ts'

/** How a model did on the examples held out. */
type Score = {
  /** Share of the labels that it got right; of targets, of those that it came close to. */
  readonly accuracy: number
  readonly loss: number
  readonly labels: number
  /** Root of the mean squared error, in the target's unit. */
  readonly rootMeanSquare?: number
  /** Part of the target's variance that the model explains: 1 for all, 0 for what the mean would. */
  readonly rSquared?: number
}

/** A score, also as text for a person. */
export type Judgement = { readonly score: Score; readonly text: string }

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`

function judgeTarget(score: Score, range: number, variance: number): Judgement {
  const { accuracy, loss } = score
  const rootMeanSquare = Math.sqrt(loss) * (range / 2)
  // Nothing that varies can be explained.
  const rSquared = variance > 0 ? 1 - loss / variance : 0
  const error = Number(rootMeanSquare.toPrecision(4))
  return {
    score: { ...score, rootMeanSquare, rSquared },
    text: `root mean square error ${error}, R² ${rSquared.toFixed(4)}, within tolerance ${percent(accuracy)}`,
  }
}

/** Reads an evaluation on the examples that a policy describes. */
export function judgeEvaluation(
  policy: DataPolicy,
  { heldOutVariance }: ExampleCounts,
  { correct, total, lossMicro }: Evaluation,
): Judgement {
  const score = { accuracy: correct / total, loss: lossMicro / 1e6, labels: total }
  const target = targetOf(policy)
  if (target !== undefined) return judgeTarget(score, target.max - target.min, heldOutVariance)
  return { score, text: `accuracy ${percent(score.accuracy)}, loss ${score.loss.toFixed(4)}` }
}
