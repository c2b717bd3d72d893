import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compared, type Figure } from '../figure.ts'
import { openTrialBook, runWorkers } from '../trialBook.ts'
import { drawLosses } from './drawLosses.ts'
import { toMarkdown } from './table.ts'
import { reachedBy } from './target.ts'
import { type Outcome, reference, rows, trials } from './trials.ts'

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))
const fileOf = (name: string): URL =>
  new URL(`../../../.cache/compression/${name}`, import.meta.url)

/**
 * Bytes that a member sends until a character GPT is as good as by FedAvg, by how members send their
 * updates. Kept trial by trial; table and plot of docs/learning/compression.md are left in
 * `.cache/compression`.
 *
 * @param minutes - begins no trial after that
 */
export async function benchCompression({ minutes }: { minutes: number }): Promise<Figure[]> {
  await runWorkers(worker, minutes)
  const outcomes = openTrialBook<Outcome>('compression', trials).read()
  writeFileSync(fileOf('table.md'), `${toMarkdown(outcomes)}\n`)
  writeFileSync(fileOf('compression.svg'), drawLosses(outcomes))
  const baseline = reachedBy(outcomes, reference)
  const figures = rows.flatMap((row): Figure[] => {
    const reached = reachedBy(outcomes, row)
    if (reached === undefined) return []
    const label = `${row.name}/seeds=${reached.seeds}`
    const loss = { name: `compression/last-loss/${label}`, value: reached.lastLoss, unit: 'nats' }
    if (reached.bytes === undefined || baseline?.bytes === undefined) return [loss]
    const bytes = { name: `compression/bytes-to-target/${label}`, value: reached.bytes, unit: 'B' }
    return [compared(bytes, { name: reference.name, value: baseline.bytes }), loss]
  })
  const left = trials.filter(({ name }) => !outcomes.has(name)).length
  const remaining = { name: 'compression/trials-left', value: left, unit: 'trials' }
  return [...figures, ...(left > 0 ? [remaining] : [])]
}
