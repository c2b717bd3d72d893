import { checkAdvertise, isFault, phases } from '@vain/protocol'
import { askAndKeep, collectFrom, isOver, type MessageRule, publishBundle } from '../collect/index.ts'
import type { Scene } from '../round/index.ts'
import { type Course, keepRefs, type Stage } from './course.ts'
import { enterShares } from './shareStage.ts'

/** Collects the keys of all members, and publishes the roster. */
export function createRosterStage(course: Course, { view, round }: Scene): Stage {
  const { work } = course
  const rule: MessageRule<typeof phases.advertise> = {
    view,
    round,
    phase: phases.advertise,
    check: (sender, body) => checkAdvertise(round, sender, body),
  }
  const collection = collectFrom(work, round, rule.phase, round.members, (operator) =>
    askAndKeep(work.deps, rule, operator),
  )
  const forced = round.forced.map(({ index }) => index)
  return {
    async step(scene, windows) {
      const known = new Set([...collection.answers().keys(), ...forced])
      if (known.size < round.threshold || !isOver(collection, scene.now, windows.advertise))
        return undefined
      const roster = await publishBundle(work.deps, collection.answers().values())
      const next = await enterShares(course, scene, { roster })
      // A forced entry whose keys are void stands for nobody: then there may be too few after all.
      if (isFault(next)) return undefined
      keepRefs(course, scene, { roster })
      const { run, round: number } = round
      const count = collection.answers().size
      work.deps.log.info('published the roster', { run, round: number, count, forced })
      return next
    },
    hint(phase, operator) {
      if (phase === rule.phase) collection.hint(operator)
    },
    stop: () => collection.stop(),
  }
}
