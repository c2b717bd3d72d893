import type { Draws } from '@vain/learn'
import { drawByWeight, drawSome, drawsFor } from '../clock/random.ts'
import { createPacer } from './pacer.ts'
import { quantileOf, type Scored, scoreMembers, utilityOf } from './score.ts'
import type { Feedback, Selector } from './selector.ts'

/** Share of a round that has not been tried before: so much at first, less from round to round. */
const exploration = { first: 0.9, decay: 0.98, least: 0.2 }
/** Drawn are members with at least this part of the weight of the last one that would be taken, … */
const confidence = 0.05
/** … and no fewer than so many times as many as are drawn. */
const breadth = 10

/** Who may be asked, and how. */
export type OortTerms = {
  readonly seed: number
  readonly members: number
  /** Members that are asked in a round. */
  readonly count: number
  /** Members that it waits for. */
  readonly perRound: number
  /** Seconds that a member says a round will take it, before it has been in one. */
  secondsOf(member: number): number
}

/**
 * Oort: some of a round are members whose loss is high and who are quick; the others are members
 * that have not been tried, drawn by how quick they say they are.
 *
 * Under masking: the rule needs each chosen member's loss and number of examples, which a masked sum
 * does not tell. A member would have to say their product in the clear, one number a round, and
 * whoever lies is chosen more often.
 *
 * Source: Lai et al. 2021, algorithm 1. Other than there: who is slower than preferred is not tried
 * before the pacer lets it in, which among the tens of thousands of members of the paper does not
 * come up; nobody is barred for having been chosen often, as in its authors' code by default.
 */
export function createOort({ seed, members, count, perRound, secondsOf }: OortTerms): Selector {
  const known = new Map<number, Feedback>()
  const everyone = Array.from({ length: members }, (_, member) => member)
  const pacer = createPacer()
  let exploited: readonly number[] = []
  const preferredSeconds = (): number => {
    const durations = everyone.map((member) => known.get(member)?.seconds ?? secondsOf(member))
    return quantileOf(durations, pacer.percentage() / 100)
  }
  const notePace = (round: number): void => {
    const found = exploited.flatMap((member) => known.get(member) ?? [])
    const worth = found.filter((one) => one.round === round - 1).map(utilityOf)
    pacer.note(worth.reduce((sum, one) => sum + one, 0) / Math.max(1, worth.length))
  }
  return {
    learn(feedback) {
      // Who was quicker than it says is not quicker than those of whom nothing else is known.
      const seconds = Math.max(feedback.seconds, secondsOf(feedback.member))
      known.set(feedback.member, { ...feedback, seconds })
    },
    choose(round) {
      notePace(round)
      const draws = drawsFor(seed, 'oort', round)
      const preferred = preferredSeconds()
      const untried = everyone
        .filter((member) => !known.has(member) && secondsOf(member) <= preferred)
        .map((member) => ({ member, weight: 1 / secondsOf(member) }))
      const share = Math.max(exploration.least, exploration.first * exploration.decay ** round)
      const wanted = Math.max(Math.round(share * count), count - known.size)
      const explored = drawByWeight(draws, untried, wanted)
      const scored = scoreMembers([...known.values()], round, preferred)
      exploited = drawNearCut(draws, scored, count - explored.length)
      const asked = [...explored.map(({ member }) => member), ...exploited]
      const rest = everyone.filter((member) => !asked.includes(member))
      return { asked: [...asked, ...drawSome(draws, rest, count - asked.length)], needed: perRound }
    },
  }
}

/** Draws members above the cut or little below it, each by its weight. */
function drawNearCut(draws: Draws, scored: readonly Scored[], count: number): readonly number[] {
  const cut = confidence * (scored[Math.min(count, scored.length) - 1]?.weight ?? 0)
  const pool = scored.filter(({ weight }, i) => weight >= cut || i < breadth * count)
  return drawByWeight(draws, pool, count).map(({ member }) => member)
}
