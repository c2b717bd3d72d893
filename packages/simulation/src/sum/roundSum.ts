import type { GroupSum, Hex, Numbers, Topology } from '@vain/protocol'

/** How the sum of a round comes about, step by step, from who answers in each. */
export type RoundSum = {
  /** Members whose keys are in the roster. */
  advertise(members: readonly number[]): void
  /** @returns U1: those of them that could deal shares, ascending */
  share(members: readonly number[]): readonly number[]
  /** @returns U2: those of them that the leader takes into the sum; nobody if it cannot stand */
  settle(members: readonly number[]): readonly number[]
  /** Adds the vector of a member of U2. */
  add(member: number, lanes: Int32Array): void
  /** Roots of roster, shares and mask messages, once the survivors are settled. */
  roots(): { readonly roster: Hex; readonly share: Hex; readonly masks: Hex }
  /**
   * Opens the sum.
   *
   * @param there - members of U1 that still answer; survivors that do not have vanished
   * @returns undefined if too few are there
   */
  open(there: readonly number[]): readonly GroupSum[] | undefined
}

/** What both ways to a sum need to know of a round. */
export type SumTerms = {
  readonly openHead: Hex
  readonly modelRoot: Hex
  readonly round: number
  readonly threshold: number
  readonly topology: Topology
  /** Numbers of an update without its weight. */
  readonly width: number
  readonly numbers: Numbers
  readonly seed: number
}
