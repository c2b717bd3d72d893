import { isFault, phases } from '@vain/protocol'
import { askOperator, collectFrom, isOver, type Outcome } from '../collect/index.ts'
import type { Scene } from '../round/index.ts'
import { type Course, keptRefs, type Stage } from './course.ts'
import { adoptBound, enterMasks } from './maskStage.ts'
import { createRosterStage } from './rosterStage.ts'
import { enterShares } from './shareStage.ts'

const told: Outcome<'told'> = { kind: 'answer', value: 'told' }

/**
 * Asks all members what they are bound to, and goes on with what most of them are: a member masks
 * once a round, so a leader that came after another one has to take that one's bundles. Source:
 * docs/protocol §6.4.
 */
export function createProbeStage(course: Course, { round }: Scene): Stage {
  const { work, tally } = course
  const request = { run: round.run, round: round.round, phase: phases.mask }
  const collection = collectFrom(work, round, phases.mask, round.members, async (operator) => {
    const said = await askOperator(work.deps, operator, request)
    if (said.kind === 'bound') tally.note(operator, said)
    // Whatever else it says: it is bound to nothing yet.
    return told
  })
  return {
    async step(scene) {
      // Whoever is there answers at once: the time that everyone gets is enough.
      if (!isOver(collection, scene.now, scene.now)) return undefined
      return (await adoptBound(course, scene, 0)) ?? resume(course, scene)
    },
    hint: () => undefined,
    stop: () => collection.stop(),
  }
}

/** The stage that a round was in when this aggregator last had to do with it, or the first one. */
export async function resume(course: Course, scene: Scene): Promise<Stage> {
  const refs = keptRefs(course, scene)
  if (refs === undefined) return createRosterStage(course, scene)
  const { roster, share } = refs
  const stage =
    share === undefined
      ? await enterShares(course, scene, { roster })
      : await enterMasks(course, scene, { roster, share })
  return isFault(stage) ? createRosterStage(course, scene) : stage
}
