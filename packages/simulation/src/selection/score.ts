import type { Feedback } from './selector.ts'

/** Utilities are capped at this quantile of theirs: one member that stands out is no better. */
const cap = 0.9
/** Power with which a member loses that takes longer than is preferred. */
const penalty = 2

/** What a member is worth to learn from: `examples · √(mean square of its losses)`. */
export const utilityOf = ({ examples, rms }: Feedback): number => examples * rms

/** A member and what it is worth to ask it now. */
export type Scored = { readonly member: number; readonly weight: number }

/** Part of its worth that a member keeps who takes so many seconds. */
export const paceOf = (seconds: number, preferred: number): number =>
  seconds > preferred ? (preferred / seconds) ** penalty : 1

/** The value below which a share of the values lies; infinity of none. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? Infinity
}

/**
 * Members that are known, the best first: each one's utility between the least and the greatest, and
 * a bonus that grows while it is not asked, less for those who are slow.
 *
 * @param preferred - seconds
 *
 * Source: Lai et al. 2021, algorithm 1, lines 10–13; to put the utilities between 0 and 1 is from its
 * authors' code.
 */
export function scoreMembers(
  known: readonly Feedback[],
  round: number,
  preferred: number,
): readonly Scored[] {
  const utilities = known.map(utilityOf)
  const [least, most] = [Math.min(...utilities), quantileOf(utilities, cap)]
  const range = Math.max(...utilities) - least || 1
  return known
    .map((one) => {
      const worth = (Math.min(utilityOf(one), most) - least) / range
      const bonus = Math.sqrt((0.1 * Math.log(Math.max(1, round))) / one.round)
      return { member: one.member, weight: (worth + bonus) * paceOf(one.seconds, preferred) }
    })
    .toSorted((a, b) => b.weight - a.weight)
}
