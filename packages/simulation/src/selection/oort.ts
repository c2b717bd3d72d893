import type { Draws } from '@vain/learn'
import { drawSome, drawsFor } from '../clock/random.ts'
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
 * Oort: most of a round are members whose loss is high and who are quick; the others are members
 * that have not been tried.
 *
 * A member's utility is `examples · loss`, which stands in for the root mean square of its examples'
 * losses, plus a bonus that grows while it is not chosen, times `(preferred / seconds)²` if it takes
 * longer than the preferred duration.
 *
 * Under masking: the rule needs each chosen member's loss, which a masked sum does not tell. A member
 * would have to say it in the clear, one number a round, and whoever lies is chosen more often.
 *
 * Source: Lai et al. 2021, algorithm 1.
 */
export function createOort(
  { seed, members }: Scenario,
  { perRound, count }: { readonly perRound: number; readonly count: number },
): Selector {
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
      const explored = drawSome(draws, untried, Math.min(untried.length, Math.round(share * count)))
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
  const chosen: number[] = []
  while (chosen.length < count && pool.length > 0) {
    let left = draws.unit() * pool.reduce((sum, { utility }) => sum + utility, 0)
    let place = 0
    for (; place < pool.length - 1; place++) {
      left -= (pool[place] as Scored).utility
      if (left <= 0) break
    }
    const [one] = pool.splice(place, 1)
    chosen.push((one as Scored).member)
  }
  return chosen
}
