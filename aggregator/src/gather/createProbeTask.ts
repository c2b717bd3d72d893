import { phases } from '@vain/protocol'
import { askOperator, collectFrom, isOver, type Outcome } from '../collect/index.ts'
import type { Scene } from '../round/index.ts'
import type { Task, Work } from '../work.ts'
import { adoptBound } from './adoptBound.ts'
import { createBoundTally } from './boundTally.ts'

const told: Outcome<'told'> = { kind: 'answer', value: 'told' }

/**
 * Asks all members what they are bound to, for an aggregator that takes the lead in an open round,
 * and adopts it. Source: docs/protocol §4.7.
 *
 * @param done - called once everyone had time to answer
 */
export function createProbeTask(work: Work, { round }: Scene, done: () => void): Task {
  const tally = createBoundTally()
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
      await adoptBound(work, scene, tally)
      done()
      work.changed()
      return undefined
    },
    hint: () => undefined,
    missing: () => collection.pending(),
    stop: () => collection.stop(),
  }
}
