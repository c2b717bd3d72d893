/** Arguments: which worker this is, of how many, and when to begin no more trials (ms, epoch). */
import { simulate, summarise } from '@vain/simulation'
import { openTrialBook } from '../trialBook.ts'
import { type Outcome, trials } from './trials.ts'

const [worker = 0, workers = 1, until = 0] = process.argv.slice(2).map(Number)
const book = openTrialBook<Outcome>('selection', trials)
const done = book.read()
const left = trials.filter(({ name }) => !done.has(name))
for (const [i, { name, scenario }] of left.entries()) {
  if (i % workers !== worker) continue
  if (Date.now() > until) break
  const report = await simulate(scenario)
  const { accuracy = 0, seconds, rounds, fairness } = summarise(report)
  const isReached = accuracy >= (scenario.targetAccuracy ?? 1)
  book.keep({ name, seconds: isReached ? seconds : null, rounds, fairness })
  process.stderr.write(`${name}: ${accuracy} after ${rounds} rounds, ${Math.round(seconds)} s\n`)
}
