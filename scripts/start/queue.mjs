import { performance } from 'node:perf_hooks'
import { interruptedBy, say } from './children.mjs'

/**
 * Does jobs, two at once, each to its end even if another fails: one after the other from the first
 * on, and beside them from the last on, so that of jobs that begin with the heaviest no two of these
 * meet as long as there are others. What a job prints is shown in one piece when it ends, so that no
 * two are mixed.
 *
 * `jobs` are `{ name, run }`, where `run` is given what takes the job's output and resolves to an
 * exit code. Gives the first code that is not 0, or else 0.
 */
export async function runQueue(jobs) {
  const waiting = [...jobs]
  const codes = []
  const work = async (take) => {
    while (waiting.length > 0 && !interruptedBy()) codes.push(await runJob(take()))
  }
  await Promise.all([work(() => waiting.shift()), work(() => waiting.pop())])
  return codes.find((code) => code !== 0) ?? 0
}

async function runJob({ name, run }) {
  say(`   ${name} begins`)
  const begin = performance.now()
  const texts = []
  const code = await run((text) => texts.push(text))
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1)
  process.stdout.write(texts.join(''))
  say(`   ${name} ${code === 0 ? 'ended' : `FAILED with ${code}`} after ${seconds} s`)
  return code
}
