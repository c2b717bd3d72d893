import { reachedBy } from './target.ts'
import { type Outcome, reference, rows } from './trials.ts'

const rowOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const countOf = (value: number): string => Math.round(value).toLocaleString('en')

/** The table of docs/learning/compression.md, as far as trials are done. */
export function toMarkdown(outcomes: ReadonlyMap<string, Outcome>): string {
  const baseline = reachedBy(outcomes, reference)
  const lines = rows.map((row) => {
    const { lastLoss, bytes, steps, seeds = 0 } = reachedBy(outcomes, row) ?? {}
    const isKnown = bytes !== undefined && baseline?.bytes !== undefined
    return [
      row.label,
      `${row.scenario.steps}`,
      lastLoss === undefined ? '–' : lastLoss.toFixed(3),
      lastLoss === undefined || baseline === undefined
        ? '–'
        : `${(100 * (lastLoss / baseline.lastLoss - 1)).toFixed(1)} %`,
      steps === undefined ? '–' : countOf(steps),
      bytes === undefined ? '–' : countOf(bytes),
      isKnown ? `${((baseline.bytes as number) / bytes).toPrecision(3)} ×` : '–',
      `${seeds}`,
    ]
  })
  const head = [
    ...['how updates are sent', 'steps a round', 'last loss', 'gap'],
    ...['steps to the target', 'bytes to the target', 'fewer by', 'seeds'],
  ]
  return [head, head.map(() => '---'), ...lines].map(rowOf).join('\n')
}
