/** Arguments: which worker this is, of how many, and when to begin no more trials (ms, epoch). */
import { simulate } from '@vain/simulation'
import { openTrialBook } from '../trialBook.ts'
import { type Outcome, trials } from './trials.ts'

const [worker = 0, workers = 1, until = 0] = process.argv.slice(2).map(Number)
const book = openTrialBook<Outcome>('strategies', trials)
const done = book.read()
const left = trials.filter(({ name }) => !done.has(name))
for (const [i, { name, scenario }] of left.entries()) {
  if (i % workers !== worker) continue
  if (Date.now() > until) break
  const start = performance.now()
  const { rounds } = await simulate(scenario)
  const accuracies = rounds.map(({ mark }) => mark?.accuracy ?? 0)
  const seconds = (performance.now() - start) / 1_000
  book.keep({ name, accuracies, seconds })
  process.stderr.write(
    `${name}: ${accuracies.at(-1)} after ${rounds.length}, ${seconds.toFixed(0)} s\n`,
  )
}
