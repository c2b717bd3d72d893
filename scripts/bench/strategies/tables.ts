import { deviationOf, meanOf } from '../statistics.ts'
import { accuraciesOf } from './accuracies.ts'
import { published } from './published.ts'
import {
  grid,
  gridName,
  gridPartitions,
  gridTarget,
  type Outcome,
  partitions,
  strategies,
} from './trials.ts'

const rowOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(rowOf).join('\n')
}

function accuracyCell(outcomes: ReadonlyMap<string, Outcome>, partition: string, name: string) {
  const accuracies = accuraciesOf(outcomes, partition, name)
  if (accuracies.length === 0) return '–'
  const mean = meanOf(accuracies).toFixed(1)
  const ours = accuracies.length < 2 ? mean : `${mean} ± ${deviationOf(accuracies).toFixed(1)}`
  return `${ours} (${published(partition, name).mean.toFixed(1)})`
}

/** Rounds until the target, or that it was not reached in so many. */
function roundsCell(outcome: Outcome | undefined): string {
  if (outcome === undefined) return '–'
  const { accuracies } = outcome
  const last = accuracies.at(-1) ?? 0
  return last >= gridTarget
    ? `${accuracies.length}`
    : `${(100 * last).toFixed(1)} % after ${accuracies.length}`
}

/** Both tables of docs/learning/strategies.md, as far as trials are done. */
export function toMarkdown(outcomes: ReadonlyMap<string, Outcome>): string {
  const names = Object.keys(strategies)
  const accuracies = Object.keys(partitions).map((partition) => [
    partition,
    ...names.map((name) => accuracyCell(outcomes, partition, name)),
  ])
  const rounds = grid.map(({ batchSize, epochs }) => [
    `${batchSize}`,
    `${epochs}`,
    ...gridPartitions.map((each) => roundsCell(outcomes.get(gridName(each, batchSize, epochs)))),
  ])
  return [
    tableOf(['digits dealt', ...names], accuracies),
    tableOf(['B', 'E', ...gridPartitions], rounds),
  ].join('\n\n')
}
