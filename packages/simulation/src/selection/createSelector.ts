import { drawSome, drawsFor } from '../clock/random.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { createOort } from './oort.ts'
import type { Selector } from './selector.ts'

/** The rule that a scenario names. */
export function createSelector(scenario: Scenario): Selector {
  const { seed, selection, members } = scenario
  const everyone = Array.from({ length: members }, (_, member) => member)
  if (selection.kind === 'all')
    return { choose: () => ({ asked: everyone, needed: members }), learn: () => {} }
  const { perRound, overcommit } = selection
  const count = Math.min(members, Math.ceil(perRound * overcommit))
  if (selection.kind === 'oort') return createOort(scenario, { perRound, count })
  return {
    choose(round) {
      const asked = drawSome(drawsFor(seed, 'selection', round), everyone, count)
      return { asked, needed: perRound }
    },
    learn() {},
  }
}
