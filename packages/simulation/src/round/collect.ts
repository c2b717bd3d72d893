import type { VirtualClock } from '../clock/virtualClock.ts'

/** A member's answer comes, or the time for answers is over. */
export type Arrival = { readonly from: number } | 'deadline'

/**
 * Lets time pass until `enough` have answered or the time is over: whoever asks does not know
 * beforehand who will not answer.
 *
 * @param answers - seconds from now that each answer takes
 * @param deadline - seconds from now
 * @param enough - answers after which there is nothing to wait for, at most as many as were asked
 * @returns who answered in time, in the order of their answers
 *
 * Source: docs/protocol §6.4.
 */
export function collect(
  clock: VirtualClock<Arrival>,
  answers: ReadonlyMap<number, number>,
  deadline: number,
  enough: number,
): number[] {
  const began = clock.now()
  for (const [from, seconds] of answers) clock.schedule(began + seconds, { from })
  clock.schedule(began + deadline, 'deadline')
  const heard: number[] = []
  while (heard.length < enough) {
    const arrival = clock.next()
    if (arrival === undefined || arrival === 'deadline') break
    heard.push(arrival.from)
  }
  clock.clear()
  return heard
}
