import { meanOf } from '../statistics.ts'
import { type Mark, nameOf, type Outcome, type Row, reference, seeds } from './trials.ts'

/** How far above the last loss of the reference the target is. */
const gap = 0.01

/** What came of a row, over the seeds that are done. */
export type Reached = {
  readonly seeds: number
  /** In nats a character. */
  readonly lastLoss: number
  /** Until the target: bytes that a member sends, and steps that it takes; undefined if a seed does not get there. */
  readonly bytes: number | undefined
  readonly steps: number | undefined
}

type Outcomes = ReadonlyMap<string, Outcome>

const lossOf = (marks: readonly Mark[]): number => marks.at(-1)?.loss ?? Infinity

/** Means over seeds; undefined if one has none. */
function meanOfAll(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length < values.length ? undefined : meanOf(known)
}

/** Compares a row with the reference of the same seeds; undefined before any seed of both is done. */
export function reachedBy(outcomes: Outcomes, row: Row): Reached | undefined {
  const pairs = seeds.flatMap((seed) => {
    const [own, other] = [row, reference].map((each) => outcomes.get(nameOf(each, seed)))
    return own === undefined || other === undefined ? [] : [{ own: own.marks, other: other.marks }]
  })
  if (pairs.length === 0) return undefined
  const reached = pairs.map(({ own, other }) =>
    own.find(({ loss }) => loss <= (1 + gap) * lossOf(other)),
  )
  return {
    seeds: pairs.length,
    lastLoss: meanOf(pairs.map(({ own }) => lossOf(own))),
    bytes: meanOfAll(reached.map((mark) => mark?.bytes)),
    steps: meanOfAll(reached.map((mark) => mark?.steps)),
  }
}
