import { type Configuration, type Fault, isFault } from '@vain/protocol'
import type { Dealt, Scene } from '../round/index.ts'
import type { Task, Work } from '../work.ts'
import { createOpening } from './createOpening.ts'
import { type Answers, createResult } from './createResult.ts'

/**
 * Opens the sum of a round, and proposes it with the model that follows. Source: docs/protocol §4.6,
 * §5.2.
 *
 * Its step gives the fault that stands in the way of a proposal; one that is not `missing` stays.
 */
export async function createResultTask(
  work: Work,
  scene: Scene,
  dealt: Dealt,
  configuration: Configuration,
): Promise<Task> {
  const opening = await createOpening(work, scene, dealt, configuration)
  return {
    async step(now, until) {
      const answers = await opening.step(now, until)
      if (answers === undefined || isFault(answers)) return answers
      const found = await propose(work, now, dealt, answers)
      // A refused call has to be tried again although nobody answered meanwhile.
      opening.again()
      return found
    },
    hint: opening.hint,
    missing: opening.missing,
    stop: opening.stop,
  }
}

async function propose(
  work: Work,
  scene: Scene,
  dealt: Dealt,
  answers: Answers,
): Promise<Fault | undefined> {
  const result = await createResult(work, scene, dealt, answers)
  if (isFault(result)) return result
  const { run, round } = scene.round
  const facts = {
    count: answers.reveals.length,
    recovered: answers.recovers.length,
    modelRoot: result.model.root,
  }
  await work.send(scene, 'propose', facts, () => work.deps.writer.propose(run, round, result))
  return undefined
}
