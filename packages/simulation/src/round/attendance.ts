import { drawsFor } from '../clock/random.ts'
import type { Scenario } from '../scenario/scenario.ts'

/** At which point of a round members are lost, if they are. */
export type Attendance = {
  isThere(member: number): boolean
  masks(member: number): boolean
  reveals(member: number): boolean
}

/** Draws for one round who drops out of it and when. */
export function drawAttendance({ seed, dropout }: Scenario, round: number): Attendance {
  const known = new Map<number, readonly number[]>()
  const drawsOf = (member: number): readonly number[] => {
    const draws = drawsFor(seed, 'attendance', round, member)
    const drawn = known.get(member) ?? [draws.unit(), draws.unit(), draws.unit()]
    known.set(member, drawn)
    return drawn
  }
  const isAbove = (member: number, place: number, bound: number): boolean =>
    (drawsOf(member)[place] as number) >= bound
  return {
    isThere: (member) => isAbove(member, 0, dropout.absent),
    masks: (member) => isAbove(member, 1, dropout.beforeMask),
    reveals: (member) => isAbove(member, 2, dropout.beforeReveal),
  }
}
