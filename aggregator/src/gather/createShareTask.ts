import {
  type Artefact,
  type Configuration,
  canDeal,
  checkShare,
  hasCommittee,
  phases,
  type RoundFrame,
} from '@vain/protocol'
import { whoIsLeftOut } from '../check/index.ts'
import {
  askAndKeep,
  collectFrom,
  isOver,
  type MessageRule,
  publishBundle,
} from '../collect/index.ts'
import type { Scene } from '../round/index.ts'
import type { Task, Work } from '../work.ts'

/** Collects the shares that everyone in the roster deals, and publishes them: the senders are U1. */
export function createShareTask(
  work: Work,
  scene: Scene,
  roster: Artefact,
  frame: RoundFrame,
  configuration: Configuration,
): Task {
  const { deps } = work
  const { view, round } = scene
  // Who was left out of the roster may be in it by force.
  const out = whoIsLeftOut(work, scene, configuration)
  const rule: MessageRule<typeof phases.share> = {
    ...{ view, round, phase: phases.share },
    check: (sender, body) => checkShare(frame, sender, body),
  }
  const expected = [...frame.roster.keys()].filter(
    (index) => canDeal(frame, index) && !out.has(index),
  )
  const collection = collectFrom(work, round, rule.phase, expected, (operator) =>
    askAndKeep(deps, rule, operator, { roster }),
  )
  return {
    async step({ now }, until) {
      const answers = collection.answers()
      const { size } = answers
      const isEnough = size >= round.threshold && hasCommittee(configuration, size)
      if (!isEnough || !isOver(collection, now, until)) return undefined
      const share = await publishBundle(deps, answers.values())
      deps.store.saveRefs(round, round.openHead, { roster, share })
      const facts = { count: answers.size, roster: frame.roster.size }
      deps.log.info('published the shares', { run: round.run, round: round.round, ...facts })
      work.changed()
      return undefined
    },
    hint(phase, operator) {
      if (phase === rule.phase) collection.hint(operator)
    },
    missing: () => collection.pending(),
    stop: () => collection.stop(),
  }
}
