/** Arguments: which worker this is, of how many, and when to begin no more trials (ms, epoch). */
import { openTrialBook } from '../trialBook.ts'
import { play } from './play.ts'
import { type Outcome, trials } from './trials.ts'

const [worker = 0, workers = 1, until = 0] = process.argv.slice(2).map(Number)
const book = openTrialBook<Outcome>('compression', trials)
const done = book.read()
const left = trials.filter(({ name }) => !done.has(name))
for (const [i, trial] of left.entries()) {
  if (i % workers !== worker) continue
  if (Date.now() > until) break
  const outcome = await play(trial)
  book.keep(outcome)
  const { loss, bytes } = outcome.marks.at(-1) as Outcome['marks'][number]
  process.stderr.write(`${trial.name}: ${loss} after ${bytes} bytes\n`)
}
