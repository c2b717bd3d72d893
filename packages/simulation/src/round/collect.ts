import type { VirtualClock } from '../clock/virtualClock.ts'

/** A member's answer comes, or the time for answers is over. */
export type Arrival = { readonly from: number } | 'deadline'

/**
 * Lets time pass until everyone who will answer has, `enough` have, or the time is over.
 *
 * @param answers - seconds from now that each answer takes
 * @param deadline - seconds from now
 * @returns who answered in time, in the order of their answers
 */
export function collect(
  clock: VirtualClock<Arrival>,
  answers: ReadonlyMap<number, number>,
  deadline: number,
  enough: number = answers.size,
): number[] {
  const began = clock.now()
  for (const [from, seconds] of answers) clock.schedule(began + seconds, { from })
  clock.schedule(began + deadline, 'deadline')
  const heard: number[] = []
  while (heard.length < Math.min(enough, answers.size)) {
    const arrival = clock.next()
    if (arrival === undefined || arrival === 'deadline') break
    heard.push(arrival.from)
  }
  clock.clear()
  return heard
}
