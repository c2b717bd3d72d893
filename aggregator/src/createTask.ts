import {
  type AggregatorDuty,
  type BundleRefs,
  type Configuration,
  type Fault,
  fault,
  fitsEnvelopes,
  hasCommittee,
  hasGroupsFor,
  isFault,
  topologyOf,
  withRefs,
} from '@vain/protocol'
import { createCertifyTask } from './certify/index.ts'
import { createMaskTask, createRosterTask, createShareTask } from './gather/index.ts'
import { createResultRestorer, createResultTask } from './result/index.ts'
import type { Scene } from './round/index.ts'
import type { Task, Work } from './work.ts'

/** A duty that waits for others. */
export type TaskDuty = Extract<AggregatorDuty, { do: 'collect' | 'certify' }>

/** Begins the task of a duty, or tells what is in the way of it. */
export async function createTask(work: Work, scene: Scene, duty: TaskDuty): Promise<Task | Fault> {
  if (duty.do === 'collect') return starters[duty.phase](work, scene)
  const set = scene.view.sets.get(scene.round.epoch)
  if (set === undefined) return fault('validator-set', 'missing')
  return both(createCertifyTask(work, scene, set), createResultRestorer(work, scene))
}

/** Two tasks side by side; the first one's fault counts. */
function both(first: Task, second: Task): Task {
  return {
    async step(scene, until) {
      await second.step(scene, until)
      return first.step(scene, until)
    },
    hint(phase, operator) {
      first.hint(phase, operator)
      second.hint(phase, operator)
    },
    missing: first.missing,
    stop() {
      first.stop()
      second.stop()
    },
  }
}

type Starter = (work: Work, scene: Scene) => Promise<Task | Fault>

const starters: Record<Extract<TaskDuty, { do: 'collect' }>['phase'], Starter> = {
  async advertise(work, scene) {
    const configuration = await work.tables.configuration(scene)
    if (isFault(configuration)) return configuration
    return findShortage(scene, configuration) ?? createRosterTask(work, scene, configuration)
  },

  async share(work, scene) {
    const refs = refsOf(work, scene)
    if (refs === undefined) return fault('roster', 'missing')
    const frame = await work.tables.frame({ ...scene, round: withRefs(scene.round, refs) })
    if (isFault(frame)) return letGo(work, scene, frame)
    const configuration = await work.tables.configuration(scene)
    if (isFault(configuration)) return configuration
    return createShareTask(work, scene, refs.roster, frame, configuration)
  },

  async mask(work, scene) {
    const refs = refsOf(work, scene)
    if (refs?.share === undefined) return fault('shares', 'missing')
    const { roster, share } = refs
    const dealt = await work.tables.dealt({ ...scene, round: withRefs(scene.round, refs) })
    if (isFault(dealt)) return letGo(work, scene, dealt)
    const configuration = await work.tables.configuration(scene)
    if (isFault(configuration)) return configuration
    return createMaskTask(work, scene, { roster, share }, dealt, configuration)
  },

  async reveal(work, scene) {
    const dealt = await work.tables.dealt(scene)
    if (isFault(dealt)) return dealt
    const configuration = await work.tables.configuration(scene)
    if (isFault(configuration)) return configuration
    return createResultTask(work, scene, dealt, configuration)
  },
}

/**
 * A rule that lacks groups makes no model, nor does a check that lacks a committee, so nobody is asked
 * for an update. Source: docs/protocol §4.10, §5.2.
 */
function findShortage({ round }: Scene, configuration: Configuration): Fault | undefined {
  const { aggregation } = configuration
  const members = round.members.length
  if (!hasCommittee(configuration, members))
    return fault('configuration', 'no-committee', { detail: `${members} members` })
  const { groups } = topologyOf(round, configuration)
  if (!fitsEnvelopes(configuration, members, groups.length))
    return fault('configuration', 'too-many', { detail: `${members} in ${groups.length} groups` })
  if (hasGroupsFor(aggregation, groups.length)) return undefined
  const detail = `${groups.length} groups, too few for ${aggregation.combine}`
  return fault('configuration', 'too-few-groups', { detail })
}

/** The bundles that this aggregator goes by. */
const refsOf = ({ deps }: Work, { round }: Scene): BundleRefs | undefined =>
  deps.store.refs(round, round.openHead)

/** Bundles were good when they were kept: if they cannot be read, new ones have to be made. */
function letGo({ deps }: Work, { round }: Scene, found: Fault): Fault {
  deps.store.dropRefs(round)
  return found
}
