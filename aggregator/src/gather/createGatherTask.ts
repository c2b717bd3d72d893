import type { Scene } from '../round/index.ts'
import type { Task, Work } from '../work.ts'
import { createBoundTally } from './boundTally.ts'
import type { Course, Stage } from './course.ts'
import { createProbeStage, resume } from './probeStage.ts'
import { windowsOf } from './windows.ts'

/**
 * Takes a round through `open`: keys, shares and masks of its members, in this order, until `mask`
 * puts all three on chain at once. Which bundles it goes by is on disk before a member hears of it,
 * so it goes on with them after a restart; whoever takes over goes on with them if a member has
 * masked under them. Source: docs/protocol §6.4.
 *
 * @param words - length that every vector must have
 */
export async function createGatherTask(work: Work, scene: Scene, words: number): Promise<Task> {
  const course: Course = { work, words, tally: createBoundTally() }
  // Before the first turn has ended nobody else has named bundles to anyone.
  const isFirst = scene.now < scene.run.machine.cursor.turnEnds
  let stage: Stage = isFirst ? await resume(course, scene) : createProbeStage(course, scene)
  let isStopped = false
  return {
    async step(now) {
      for (;;) {
        const next = await stage.step(now, windowsOf(now))
        if (next === undefined) return
        stage.stop()
        stage = next
        if (isStopped) stage.stop()
      }
    },
    hint: (phase, operator) => stage.hint(phase, operator),
    stop() {
      isStopped = true
      stage.stop()
    },
  }
}
