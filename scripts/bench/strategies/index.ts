import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compared, type Figure } from '../figure.ts'
import { meanOf } from '../statistics.ts'
import { openTrialBook, runWorkers } from '../trialBook.ts'
import { accuraciesOf } from './accuracies.ts'
import { drawAccuracies } from './drawAccuracies.ts'
import { published } from './published.ts'
import { toMarkdown } from './tables.ts'
import {
  grid,
  gridName,
  gridPartitions,
  gridTarget,
  type Outcome,
  partitions,
  strategies,
  trials,
} from './trials.ts'

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))
const tables = new URL('../../../.cache/strategies/tables.md', import.meta.url)
const picture = new URL('../../../docs/learning/strategies.svg', import.meta.url)

/**
 * Four strategies on digits that are dealt in three ways, beside the published table; and rounds to
 * 97 % by batch size and local passes. Kept trial by trial; the tables of docs/learning/strategies.md
 * are left in `.cache/strategies`, and its picture is drawn.
 *
 * @param minutes - begins no trial after that
 */
export async function benchStrategies({ minutes }: { minutes: number }): Promise<Figure[]> {
  await runWorkers(worker, minutes)
  const outcomes = openTrialBook<Outcome>('strategies', trials).read()
  writeFileSync(tables, `${toMarkdown(outcomes)}\n`)
  writeFileSync(picture, drawAccuracies(outcomes))
  const left = trials.filter(({ name }) => !outcomes.has(name)).length
  const cells = Object.keys(partitions).flatMap((partition) =>
    Object.keys(strategies).flatMap((strategy) => {
      const accuracies = accuraciesOf(outcomes, partition, strategy)
      if (accuracies.length === 0) return []
      const name = `strategies/accuracy/${strategy}/${partition}/seeds=${accuracies.length}`
      const reference = { name: 'NIID-Bench', value: published(partition, strategy).mean }
      return compared({ name, value: meanOf(accuracies), unit: '%' }, reference)
    }),
  )
  const rounds = gridPartitions.flatMap((partition) =>
    grid.flatMap(({ batchSize, epochs }) => {
      const outcome = outcomes.get(gridName(partition, batchSize, epochs))
      if (outcome === undefined) return []
      const isReached = (outcome.accuracies.at(-1) ?? 0) >= gridTarget
      const name = `strategies/${gridName(partition, batchSize, epochs)}`
      return { name, value: isReached ? outcome.accuracies.length : Infinity, unit: 'rounds' }
    }),
  )
  const remaining = { name: 'strategies/trials-left', value: left, unit: 'trials' }
  return [...cells, ...rounds, ...(left > 0 ? [remaining] : [])]
}
