/** Plays one scenario in a process of its own, so that its memory is its own. Argument: the scenario. */
import { parseScenario, simulate } from '@vain/simulation'

/** What one round cost. */
export type RoundCost = { readonly cpuSeconds: number; readonly residentBytes: number }

const costs: RoundCost[] = []
let before = process.cpuUsage()
await simulate(parseScenario(process.argv[2] as string), {
  onRound() {
    const { user, system } = process.cpuUsage(before)
    costs.push({ cpuSeconds: (user + system) / 1e6, residentBytes: process.memoryUsage().rss })
    before = process.cpuUsage()
  },
})
process.stdout.write(JSON.stringify(costs))
