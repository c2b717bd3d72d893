/** Rounds of a window. */
const step = 20
/** Percentage points by which the preferred duration moves. */
const stride = 5

/** Decides how long a round may take: the quantile of durations that is preferred. */
export type Pacer = {
  /** Percentage of the members that are quick enough, 0 … 100. */
  percentage(): number
  /** Takes down what the exploited members of a round were worth on average, round by round. */
  note(utility: number): void
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0)

/**
 * Begins with the quickest 30 %. Whenever a window of rounds was worth less than the one before it,
 * so that the members in use teach less that is new, slower ones are let in.
 *
 * Source: Lai et al. 2021, algorithm 1, lines 7–9; window, stride and beginning from its authors'
 * code (SymbioticLab/FedScale, thirdparty/oort), which counts durations by their rank.
 */
export function createPacer(): Pacer {
  const noted: number[] = []
  let percentage = 30
  return {
    percentage: () => percentage,
    note(utility) {
      noted.push(utility)
      if (noted.length < 2 * step || noted.length % step !== 0) return
      const [before, now] = [sum(noted.slice(-2 * step, -step)), sum(noted.slice(-step))]
      if (now < before) percentage = Math.min(100, percentage + stride)
    },
  }
}
