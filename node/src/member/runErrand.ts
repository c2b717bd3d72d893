import { withRefs } from '@vain/protocol'
import { leads, type Obstacle, type Scene } from '../run/index.ts'
import type { Parts } from './memberParts.ts'
import { takeMask, takeShare } from './takeStep.ts'

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
  if (errand === undefined || scene.run.machine.cursor.state !== 'open') return undefined
  if (!leads(scene, errand.leader)) {
    errands.done(errand)
    return undefined
  }
  const followed = { ...scene, round: withRefs(scene.round, errand) }
  const take = errand.share === undefined ? takeShare : takeMask
  const obstacle = await errands.workOn(errand, signal, (working) =>
    take({ deps, options, trainings, errand, scene: followed, signal: working }),
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
