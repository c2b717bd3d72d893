import { type Numbers, plainSettings, vectorWords } from '@vain/protocol'

/** Of an advertise message: three keys, a commitment, the envelope. Source: docs/protocol §3. */
const advertise = 1_450
/** Of what a member deals to one neighbour. Source: docs/protocol §4.4. */
const deal = 1_370
/** Of a mask message beside its vector, and of a reveal. */
const message = 300
/** Of a seed or share of another that is revealed. */
const revealed = 50

/** What a member sends and fetches in each phase of a round, in bytes. */
export type Sizes = {
  readonly advertise: number
  share(roster: number): number
  mask(u1: number): number
  reveal(u2: number, dropped: number): number
  readonly recover: number
}

/** Sizes in a round whose members have `degree` neighbours. */
export function sizesOf(terms: {
  readonly degree: number
  readonly width: number
  readonly numbers: Numbers
  /** Words of the checkpoint. */
  readonly published: number
}): Sizes {
  const { degree, width, numbers, published } = terms
  const vector = 4 * vectorWords({ ...plainSettings, parameters: width, numbers })
  return {
    advertise,
    share: (roster) => advertise * roster + deal * degree,
    mask: (u1) => 4 * published + deal * degree * u1 + vector + message,
    reveal: (u2, dropped) => message * (u2 + 1) + revealed * dropped,
    recover: revealed * degree,
  }
}
