import { phases, recover, signEnvelope } from '@vain/protocol'
import { isObstacle, never, type Obstacle } from '../run/index.ts'
import { isNeverSaid, kindsIn } from './readSurvivors.ts'
import { type AfterCheck, settleReveal } from './settleCheck.ts'
import type { Step } from './takeStep.ts'

/**
 * Puts the shares that stand in for vanished survivors on disk before they are said, so that of no
 * peer both shares get out. Source: docs/protocol §4.7.
 *
 * @param after - the check that the leader named, in a run that has any
 * @param mayGoOn - looked at once all is read
 */
export async function takeRecover(
  { deps, options, scene, signal }: Omit<Step, 'trainings'>,
  after?: AfterCheck,
  mayGoOn: () => Obstacle | undefined = () => undefined,
): Promise<Obstacle | undefined> {
  const { store, index, keys } = deps
  const { view, round } = scene
  const settled = await settleReveal(deps, options, scene, after, signal)
  if (isObstacle(settled)) return settled
  // The same may have been asked for while this was read.
  if (store.answer(round, phases.recover) !== undefined) return undefined
  const obstacle = mayGoOn()
  if (obstacle !== undefined) return obstacle
  const { frame, shares, survivors, bound, check } = settled
  const secrets = store.secrets(round)
  if (secrets === undefined) return never('erased')
  const body = recover(frame, shares, survivors, index, secrets, survivors.u2)
  const { bytes } = signEnvelope(view.venue, index, body, keys.staking)
  try {
    store.saveRecover(round, bound, kindsIn(survivors), bytes, check)
  } catch (error) {
    if (isNeverSaid(error)) return never('other-share-given')
    throw error
  }
  return undefined
}
