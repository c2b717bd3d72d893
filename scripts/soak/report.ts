import { medianOf } from '../bench/statistics.ts'
import type { Sample } from './book.ts'
import { type Verdict, warmUpRounds } from './judge.ts'

const short = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 2 : 1)

/** What each process holds and how that grows, in Markdown. */
export function toMarkdown(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ name, measure, first, last, growth, says }) => {
    const { unit, bound } = measure
    const range = growth && `${short(growth.slope)} (${short(growth.low)} to ${short(growth.high)})`
    const what = `${measure.name}, ${unit}`
    return [
      name,
      what,
      short(first),
      short(last),
      range ?? '–',
      bound === undefined ? '–' : String(bound),
      says,
    ]
  })
  const head = [
    ...['process', 'what', `after ${warmUpRounds} rounds`, 'at the end'],
    ...['growth over 1,000 rounds', 'bound', 'verdict'],
  ]
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

/** How long a round took: the median over all samples of one process, seconds; 0 of too few. */
export function roundSeconds(samples: readonly Sample[]): number {
  const [first] = samples
  const own = samples.filter(({ name, pid }) => name === first?.name && pid === first.pid)
  const paces = own.slice(1).map(({ at, version }, i) => {
    const before = own[i] as Sample
    return (at - before.at) / 1_000 / (version - before.version)
  })
  return medianOf(paces)
}
