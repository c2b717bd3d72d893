import {
  areKeys,
  type Configuration,
  hasCommittee,
  isFault,
  phases,
  withRefs,
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

/**
 * Collects the keys of all members and publishes them, without those that checks found at fault and
 * those whose keys are none. Who forced its way in is in the roster without a message.
 * Source: docs/protocol §4.3, §4.10, §6.6.
 */
export function createRosterTask(work: Work, scene: Scene, configuration: Configuration): Task {
  const { deps, tables } = work
  const { view, round } = scene
  const out = whoIsLeftOut(work, scene, configuration)
  const asked = round.members.filter((index) => !out.has(index))
  const rule: MessageRule<typeof phases.advertise> = {
    ...{ view, round, phase: phases.advertise },
    check: (_, body) => (areKeys(body) ? undefined : 'bad-keys'),
  }
  const collection = collectFrom(work, round, rule.phase, asked, (operator) =>
    askAndKeep(deps, rule, operator),
  )
  const forced = round.forced.map(({ index }) => index)
  return {
    async step(now, until) {
      const answers = collection.answers()
      const known = new Set([...answers.keys(), ...forced])
      const isEnough = known.size >= round.threshold && hasCommittee(configuration, known.size)
      if (!isEnough || !isOver(collection, now.now, until)) return undefined
      const roster = await publishBundle(deps, answers.values())
      const frame = await tables.frame({ ...now, round: withRefs(round, { roster }) })
      // With keys that are void, an entry that was forced in stands for nobody.
      if (isFault(frame)) return frame
      deps.store.saveRefs(round, round.openHead, { roster })
      const facts = { count: answers.size, roster: frame.roster.size }
      deps.log.info('published the roster', { run: round.run, round: round.round, ...facts })
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
