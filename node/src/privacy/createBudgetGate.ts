import { VainError } from '@vain/base'
import { assertRoom, deltaOf, epsilonByRenyi, groupNoises, weakestOf } from '@vain/privacy'
import type { Configuration } from '@vain/protocol'
import { dissent, never, type Obstacle, type Scene } from '../run/index.ts'
import { accountApart } from './accountApart.ts'

/** Says whether a member takes part in a run, as far as privacy goes. */
export type BudgetGate = (
  scene: Scene,
  configuration: Configuration,
) => Promise<Obstacle | undefined>

/**
 * Refuses runs whose noise cannot be had, or whose whole budget is more than the operator allows:
 * what counts is all rounds up to `lastRound`, opened or not. It is worked out once, and by the
 * accountant that takes long only where the other one does not allow the run.
 *
 * @param maxEpsilon - greatest ε of a run; undefined allows any, and runs without privacy
 */
export function createBudgetGate(maxEpsilon: number | undefined): BudgetGate {
  const known = new Map<string, Promise<Obstacle | undefined>>()
  return async ({ run, round }, configuration) => {
    const { configHash, params } = run.spec
    const { members, corruptionBps } = round
    const name = [configHash, params.lastRound, corruptionBps, members.length].join('/')
    if (!known.has(name)) {
      known.clear()
      const sizes = { members: members.length, params: { corruptionBps } }
      const found = obstacleOf(configuration, sizes, params.lastRound, maxEpsilon)
      known.set(name, found)
      found.catch(() => known.delete(name))
    }
    return known.get(name)
  }
}

async function obstacleOf(
  configuration: Configuration,
  sizes: Parameters<typeof groupNoises>[1],
  lastRound: number,
  maxEpsilon: number | undefined,
): Promise<Obstacle | undefined> {
  if (configuration.privacy.unit === 'none')
    return maxEpsilon === undefined ? undefined : dissent('no-privacy', 'the run adds no noise')
  try {
    const noises = groupNoises(configuration, sizes)
    for (const noise of noises) assertRoom(configuration, noise)
    if (maxEpsilon === undefined) return undefined
    const job = { plan: weakestOf(noises), rounds: lastRound, delta: deltaOf(configuration) }
    if (epsilonByRenyi(job.plan, job.rounds, job.delta) <= maxEpsilon) return undefined
    const { epsilon } = await accountApart(job)
    if (epsilon <= maxEpsilon) return undefined
    return dissent('over-budget', `ε ${epsilon.toFixed(3)} until round ${lastRound}`)
  } catch (error) {
    // The configuration is another's: that it cannot be served is no failure here.
    if (!(error instanceof VainError)) throw error
    if (error.code === 'protocol/sum-may-wrap') return never('sum-may-wrap', error.message)
    if (error.code.startsWith('privacy/')) return never('no-such-noise', error.message)
    throw error
  }
}
