import { type Outcome, tableName, tableSeeds } from './trials.ts'

/** Last accuracies of a cell, in per cent: of every seed that is done. */
export function accuraciesOf(
  outcomes: ReadonlyMap<string, Outcome>,
  partition: string,
  strategy: string,
): readonly number[] {
  const found = tableSeeds.map((seed) => outcomes.get(tableName(partition, strategy, seed)))
  return found
    .flatMap((outcome) => (outcome?.accuracies ?? []).slice(-1))
    .map((share) => 100 * share)
}
