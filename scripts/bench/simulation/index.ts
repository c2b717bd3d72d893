import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseScenario } from '@vain/simulation'
import { compared, type Figure } from '../figure.ts'
import { meanOf } from '../statistics.ts'
import type { RoundCost } from './child.ts'

const child = fileURLToPath(new URL('child.ts', import.meta.url))
const sample = new URL('../../../docs/samples/scenarios/thousand.yaml', import.meta.url)

function measure(scenario: object): readonly RoundCost[] {
  const options = { encoding: 'utf8' as const }
  return JSON.parse(execFileSync(process.execPath, [child, JSON.stringify(scenario)], options))
}

/**
 * A round of a thousand members in one process, with all masking and with masks that are taken as
 * cancelled: CPU time, and whether memory grows from round to round. Takes some minutes.
 */
export async function benchSimulation(): Promise<Figure[]> {
  const scenario = parseScenario(readFileSync(sample, 'utf8'))
  return ['full', 'cancelled'].flatMap((masking) => {
    const costs = measure({ ...scenario, masking })
    const name = (what: string): string => `simulation/${what}/n=1000,d=1000,masking=${masking}`
    const [first, last] = [costs[0] as RoundCost, costs.at(-1) as RoundCost]
    const value = meanOf(costs.map(({ cpuSeconds }) => cpuSeconds))
    return [
      { name: name('round-cpu'), value, unit: 's' },
      compared(
        { name: name('memory-after-last-round'), value: last.residentBytes, unit: 'bytes' },
        { name: 'after the first', value: first.residentBytes },
      ),
    ]
  })
}
