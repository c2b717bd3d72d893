import {
  type BundleRefs,
  checkShare,
  type Fault,
  isFault,
  phases,
  type RoundFrame,
  withRefs,
} from '@vain/protocol'
import { askAndKeep, collectFrom, isOver, type MessageRule, publishBundle } from '../collect/index.ts'
import type { Scene } from '../round/index.ts'
import { type Course, keepRefs, type Stage } from './course.ts'
import { enterMasks } from './maskStage.ts'

/** The stage that collects shares under a roster, once that is read and checked. */
export async function enterShares(
  course: Course,
  scene: Scene,
  { roster }: BundleRefs,
): Promise<Stage | Fault> {
  const named = { ...scene, round: withRefs(scene.round, { roster }) }
  const frame = await course.work.tables.frame(named)
  return isFault(frame) ? frame : createShareStage(course, named, { roster }, frame)
}

/** Collects the shares that everyone in the roster deals, and publishes them: their senders are U1. */
function createShareStage(
  course: Course,
  { view, round }: Scene,
  { roster }: BundleRefs,
  frame: RoundFrame,
): Stage {
  const { work } = course
  const rule: MessageRule<typeof phases.share> = {
    view,
    round,
    phase: phases.share,
    check: (sender, body) => checkShare(frame, sender, body),
  }
  const expected = [...frame.roster.keys()]
  const collection = collectFrom(work, round, rule.phase, expected, (operator) =>
    askAndKeep(work.deps, rule, operator, { roster }),
  )
  return {
    async step(scene, windows) {
      const { size } = collection.answers()
      if (size < round.threshold || !isOver(collection, scene.now, windows.share)) return undefined
      const share = await publishBundle(work.deps, collection.answers().values())
      const next = await enterMasks(course, scene, { roster, share })
      if (isFault(next)) return undefined
      keepRefs(course, scene, { roster, share })
      const { run, round: number } = round
      work.deps.log.info('published the shares', { run, round: number, count: size })
      return next
    },
    hint(phase, operator) {
      if (phase === rule.phase) collection.hint(operator)
    },
    stop: () => collection.stop(),
  }
}
