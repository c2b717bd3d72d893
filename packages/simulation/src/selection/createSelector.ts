import { drawSome, drawsFor } from '../clock/random.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { createOort } from './oort.ts'
import type { Selector } from './selector.ts'

/** Members that are asked in a round. */
export function askedOf({ selection, members }: Scenario): number {
  if (selection.kind === 'all') return members
  const overcommit = selection.kind === 'buffered' ? 1 : selection.overcommit
  return Math.min(members, Math.ceil(selection.perRound * overcommit))
}

/**
 * The rule that a scenario names, for rounds that members are asked to.
 *
 * @param secondsOf - what a member says a round will take it
 */
export function createSelector(
  scenario: Scenario,
  selection: Exclude<Scenario['selection'], { kind: 'buffered' }>,
  secondsOf: (member: number) => number,
): Selector {
  const { seed, members } = scenario
  const everyone = Array.from({ length: members }, (_, member) => member)
  if (selection.kind === 'all')
    return { choose: () => ({ asked: everyone, needed: members }), learn: () => {} }
  const { perRound } = selection
  const count = askedOf(scenario)
  if (selection.kind === 'oort') return createOort({ seed, members, perRound, count, secondsOf })
  return {
    choose(round) {
      const asked = drawSome(drawsFor(seed, 'selection', round), everyone, count)
      return { asked, needed: perRound }
    },
    learn() {},
  }
}
