import type { RoundView } from '@vain/protocol'
import type { Evaluation } from '../../api/training/runs.ts'
import type { StoredEvaluation } from '../../store/rows.ts'

/** Roots of what validators measured of some rounds. */
export function rootsOf(rounds: readonly RoundView[]): string[] {
  return rounds.flatMap(({ certificate }) => certificate?.evaluation.root ?? [])
}

/**
 * What validators measured of a round's model, if the artefact could be had.
 *
 * @param known - by the root of the artefact
 */
export function evaluationOf(
  { certificate }: RoundView,
  known: ReadonlyMap<string, StoredEvaluation>,
): Evaluation | undefined {
  const found = certificate && known.get(certificate.evaluation.root)
  if (found === undefined || found.total === 0) return undefined
  return { ...found, accuracy: found.correct / found.total }
}
