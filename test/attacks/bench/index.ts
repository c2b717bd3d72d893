import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { compared, type Figure } from '../../../scripts/bench/figure.ts'
import { modes } from '../federation/modes.ts'
import { attacks } from '../poisoning/attacks.ts'
import { benchCombining } from './cost.ts'
import { benchInversion, drawInversion } from './inversion.ts'
import { readResults } from './results.ts'
import { summaryOf, toMarkdown } from './tables.ts'
import { maliciousCounts, trials } from './trials.ts'

const workerFile = fileURLToPath(new URL('worker.ts', import.meta.url))
const folder = new URL('../../../.cache/robustness/', import.meta.url)

async function runTrials(minutes: number): Promise<void> {
  const until = Date.now() + minutes * 60_000
  const workers = Math.max(1, Math.min(16, availableParallelism()))
  const exits = Array.from({ length: workers }, async (_, worker) => {
    const args = [workerFile, worker, workers, until].map(String)
    const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit')
    if (code !== 0) throw new Error(`a worker ended with ${code}`)
  })
  await Promise.all(exits)
}

/**
 * Every attack against every mode, with five seeds: kept trial by trial, so that it goes on where
 * it stopped. The figures come once all are done, with what aggregators see of digits and what
 * combining costs; tables and picture of docs/protocol/robustness.md are left in
 * `.cache/robustness`.
 *
 * @param minutes - begins no trial after that
 */
export async function benchRobustness(minutes: number): Promise<readonly Figure[]> {
  await runTrials(minutes)
  const results = readResults()
  const missing = trials.filter(({ name }) => !results.has(name)).length
  writeFileSync(new URL('tables.md', folder), `${toMarkdown(results)}\n`)
  if (missing > 0) {
    const figure = { name: 'robustness/trials-left', value: missing, unit: 'trials' }
    return [{ ...figure, reference: { name: 'in all: run again', value: trials.length } }]
  }
  const cells = maliciousCounts.flatMap((malicious) =>
    attacks.flatMap(({ name: attack }) =>
      modes.map(({ name: mode }) => {
        const { mean: value } = summaryOf(results, { mode, attack, malicious }, 'accuracy')
        const { mean: honest } = summaryOf(results, { mode, malicious }, 'accuracy')
        const name = `robustness/accuracy/${mode}/${attack}/malicious=${malicious}`
        return compared({ name, value, unit: 'share' }, { name: 'nobody', value: honest })
      }),
    ),
  )
  writeFileSync(new URL('inversion.png', folder), await drawInversion())
  return [...cells, ...(await benchInversion()), ...benchCombining()]
}
