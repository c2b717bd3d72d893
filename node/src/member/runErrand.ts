import { phases, withRefs } from '@vain/protocol'
import { leads, type Obstacle, type Scene } from '../run/index.ts'
import type { Errand } from './createErrands.ts'
import type { Parts } from './memberParts.ts'
import { takeCheck, takeSettle, takeSketch, takeSums } from './takeCheck.ts'
import { takeRecover } from './takeRecover.ts'
import {
  type ErrandStep,
  requireLeader,
  sayReady,
  takeMask,
  takeReveal,
  takeShare,
} from './takeStep.ts'

/**
 * Does what the leader asked for, if it still leads. A bundle that does not fit is refused to this
 * leader and stands in nobody else's way. Source: docs/protocol §4.7, §8.
 *
 * @returns why it has to wait, if it has to
 */
export async function runErrand(
  { deps, options, trainings, errands }: Parts,
  scene: Scene,
  signal: AbortSignal,
): Promise<Obstacle | undefined> {
  const errand = errands.current(scene.round)
  if (errand === undefined || stateOf(errand) !== scene.run.machine.cursor.state) return undefined
  if (!leads(scene, errand.leader)) {
    errands.done(errand)
    return undefined
  }
  const obstacle = await errands.workOn(errand, signal, (working) =>
    take({ deps, options, trainings, errand, scene, signal: working }),
  )
  if (obstacle?.hope === 'later') return obstacle
  if (obstacle === undefined) errands.done(errand)
  else {
    const { run, round } = scene.round
    const { leader } = errand
    const { reason, detail } = obstacle
    errands.fail(errand, reason)
    deps.log.warn('does not follow a leader', { run, round, leader, reason, detail })
  }
  return undefined
}

/** The state of a round in which an errand is done. */
const stateOf = (errand: Errand): 'open' | 'masked' => ('roster' in errand ? 'open' : 'masked')

async function take(step: ErrandStep): Promise<Obstacle | undefined> {
  const { errand, scene } = step
  if ('roster' in errand) {
    const followed = { ...step, errand, scene: { ...scene, round: withRefs(scene.round, errand) } }
    return errand.share === undefined ? takeShare(followed) : takeMask(followed)
  }
  if (errand.phase === phases.sketch) return takeSketch({ ...step, errand })
  if (errand.phase === phases.check) return takeCheck({ ...step, errand })
  if (errand.phase === phases.settle) return takeSettle({ ...step, errand })
  if (errand.phase === phases.sums) return takeSums({ ...step, errand })
  if (errand.phase === phases.reveal) return takeReveal(step, errand)
  const obstacle = await takeRecover(step, errand, () => requireLeader(step))
  if (obstacle === undefined) sayReady(step, 'recover')
  return obstacle
}
