import type { ExampleSet } from '@vain/learn'
import type { DataPolicy } from '../policy/policy.ts'
import type { RowProblem } from '../table/row.ts'

/** What is done about a row or an image that does not fit the policy; it may throw. */
export type OnProblem = (problem: RowProblem) => void

/** Where examples come from: a plug-in. */
export type SourcePlugIn = {
  /** Policy of these examples. @throws {VainError} what reading it throws */
  policy(): DataPolicy
  /**
   * Reads the examples, all into memory.
   *
   * @param onProblem - called for each row or image that does not fit and is left out
   * @throws {VainError} errors of area `data`, which show no values
   */
  open(onProblem: OnProblem): Promise<ExampleSet>
}
