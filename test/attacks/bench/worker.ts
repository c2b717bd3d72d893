import { createCpuEngine, createModel } from '@vain/learn'
import { simulate } from '../federation/simulate.ts'
import { keepResult, readResults } from './results.ts'
import { trials } from './trials.ts'

/** Arguments: which worker this is, of how many, and when to begin no more trials (ms, epoch). */
const [worker = 0, workers = 1, until = 0] = process.argv.slice(2).map(Number)

const tools = {
  engine: createCpuEngine(),
  model: createModel('mnist-mlp', { batchSize: 64, evaluateBatchSize: 500 }),
}
const done = readResults()
for (const [i, trial] of trials.entries()) {
  if (i % workers !== worker || done.has(trial.name)) continue
  if (Date.now() > until) break
  const start = performance.now()
  const { accuracy, backDoor } = await simulate(tools, trial)
  const seconds = (performance.now() - start) / 1_000
  keepResult({ name: trial.name, accuracy, backDoor, seconds })
}
await tools.engine.close()
