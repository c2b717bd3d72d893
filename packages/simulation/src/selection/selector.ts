/** Who is asked in a round, and how many of them it waits for. */
export type Choice = { readonly asked: readonly number[]; readonly needed: number }

/** What is known of a member after a round that it was in. */
export type Feedback = {
  readonly member: number
  readonly round: number
  /** Root mean square of its losses while it trained, in nats. */
  readonly rms: number
  readonly examples: number
  /** Seconds from the beginning of the round to its vector. */
  readonly seconds: number
}

/** A rule by which members are chosen. */
export type Selector = {
  choose(round: number): Choice
  learn(feedback: Feedback): void
}
