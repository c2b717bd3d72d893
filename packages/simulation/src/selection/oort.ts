import type { Draws } from '@vain/learn'
import { drawByWeight, drawSome, drawsFor } from '../clock/random.ts'
import { createPopulation } from '../population/population.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Feedback, Selector } from './selector.ts'

/** Settings of the paper's §6 that are kept for all runs. */
const exploration = { first: 0.9, decay: 0.98, least: 0.2 }
const penalty = 2
/** The preferred duration is this quantile of those known. */
const preferredQuantile = 0.5
/** Members with at least this part of the utility of the last one chosen may be drawn. */
const confidence = 0.95
/** Rounds after which a member rests, so that none is worn out. */
const mostRounds = 60

type Known = Feedback & { readonly rounds: number }

/**
 * Oort: some of a round are members whose loss is high and who are quick; the others are members
 * that have not been tried, drawn by the speed of their machines.
 *
 * A member's utility is `examples · loss`, which stands in for the root mean square of its examples'
 * losses, plus a bonus that grows while it is not chosen, times `(preferred / seconds)²` if it takes
 * longer than the preferred duration.
 *
 * Other than the paper: utilities are not capped at a quantile of theirs; the preferred duration is a
 * fixed quantile of those known, where a pacer lengthens it as less is gained; the mean loss stands in
 * for the root mean square; the bonus is in units of the greatest utility; who was chosen too often
 * may still fill up a round.
 *
 * Under masking: the rule needs each chosen member's loss, which a masked sum does not tell. A member
 * would have to say it in the clear, one number a round, and whoever lies is chosen more often.
 *
 * Source: Lai et al. 2021, algorithm 1.
 */
export function createOort(
  scenario: Scenario,
  { perRound, count }: { readonly perRound: number; readonly count: number },
): Selector {
  const { seed, members } = scenario
  // Machines tell their speed, as the paper's do, before they are tried.
  const { deviceOf } = createPopulation(scenario)
  const known = new Map<number, Known>()
  const everyone = Array.from({ length: members }, (_, member) => member)
  return {
    learn(feedback) {
      const rounds = (known.get(feedback.member)?.rounds ?? 0) + 1
      known.set(feedback.member, { ...feedback, rounds })
    },
    choose(round) {
      const draws = drawsFor(seed, 'oort', round)
      const { first, decay, least } = exploration
      const share = Math.max(least, first * decay ** round)
      const untried = everyone.filter((member) => !known.has(member))
      const explored = drawByWeight(
        draws,
        untried.map((member) => ({ member, weight: deviceOf(member).examplesPerSecond })),
        Math.round(share * count),
      ).map(({ member }) => member)
      const used = drawByUtility(
        draws,
        utilities([...known.values()], round),
        count - explored.length,
      )
      const asked = [...explored, ...used]
      const rest = everyone.filter((member) => !asked.includes(member))
      return { asked: [...asked, ...drawSome(draws, rest, count - asked.length)], needed: perRound }
    },
  }
}

type Scored = { readonly member: number; readonly utility: number }

function utilities(known: readonly Known[], round: number): Scored[] {
  const durations = known.map(({ seconds }) => seconds).sort((a, b) => a - b)
  const preferred = durations[Math.floor(preferredQuantile * durations.length)] ?? Infinity
  const greatest = Math.max(...known.map(({ examples, loss }) => examples * loss), 0)
  return known
    .filter(({ rounds }) => rounds < mostRounds)
    .map(({ member, examples, loss, seconds, round: last }) => {
      const bonus = Math.sqrt((0.1 * Math.log(Math.max(1, round))) / Math.max(1, last))
      const slow = seconds > preferred ? (preferred / seconds) ** penalty : 1
      return { member, utility: (examples * loss + bonus * greatest) * slow }
    })
    .sort((a, b) => b.utility - a.utility)
}

/** Draws members near or above the cut, each by its utility. */
function drawByUtility(draws: Draws, scored: readonly Scored[], count: number): number[] {
  if (count <= 0 || scored.length === 0) return []
  const cut = confidence * (scored[Math.min(count, scored.length) - 1]?.utility ?? 0)
  const pool = scored.filter(({ utility }) => utility >= cut)
  return drawByWeight(
    draws,
    pool.map(({ member, utility: weight }) => ({ member, weight })),
    count,
  ).map(({ member }) => member)
}
