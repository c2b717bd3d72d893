import {
  type AggregatorDuty,
  type CollectPhase,
  checkAdvertise,
  checkShare,
  type Fault,
  fault,
  isFault,
  phases,
} from '@vain/protocol'
import { createCertifyTask } from './certify/index.ts'
import { createMaskTask, createRevealTask, createSetTask } from './collect/index.ts'
import type { Scene } from './round/index.ts'
import type { Task, Work } from './work.ts'

/** A duty that waits for others. */
export type TaskDuty = Extract<AggregatorDuty, { do: 'collect' | 'certify' }>

/** Begins the task of a duty, or tells what is in the way of it. */
export async function createTask(work: Work, scene: Scene, duty: TaskDuty): Promise<Task | Fault> {
  if (duty.do === 'collect') return starters[duty.phase](work, scene)
  const set = scene.view.sets.get(scene.round.epoch)
  return set === undefined ? fault('validator-set', 'missing') : createCertifyTask(work, scene, set)
}

type Starter = (work: Work, scene: Scene) => Promise<Task | Fault>

const starters: Record<CollectPhase, Starter> = {
  async advertise(work, { view, round }) {
    const rule = {
      view,
      round,
      phase: phases.advertise,
      check: (_sender: number, body: Parameters<typeof checkAdvertise>[1]) =>
        checkAdvertise(round, body),
    }
    return createSetTask(work, 'roster', rule, round.members)
  },

  async share(work, scene) {
    const frame = await work.tables.frame(scene)
    if (isFault(frame)) return frame
    const { view, round } = scene
    const rule = {
      view,
      round,
      phase: phases.share,
      check: (sender: number, body: Parameters<typeof checkShare>[2]) =>
        checkShare(frame, sender, body),
    }
    return createSetTask(work, 'share', rule, round.roster?.indices ?? [])
  },

  async mask(work, scene) {
    const { tables } = work
    const [frame, configuration] = [await tables.frame(scene), await tables.configuration(scene)]
    if (isFault(frame)) return frame
    if (isFault(configuration)) return configuration
    return createMaskTask(work, scene, frame, configuration.parameters + 1)
  },

  async reveal(work, scene) {
    const { tables } = work
    const [frame, shares] = [await tables.frame(scene), await tables.shares(scene)]
    if (isFault(frame)) return frame
    if (isFault(shares)) return shares
    return createRevealTask(work, scene, frame, shares)
  },
}
