import { deviationOf, meanOf } from '../../../scripts/bench/statistics.ts'
import { modes } from '../federation/modes.ts'
import { attacks } from '../poisoning/attacks.ts'
import type { Result } from './results.ts'
import { maliciousCounts, trials } from './trials.ts'

/** Mean and sample standard deviation of the trials that differ in their seeds only. */
export type Summary = { readonly mean: number; readonly deviation: number }

/** What the seeds say of one cell; `attack` undefined where nobody attacks. */
export function summaryOf(
  results: ReadonlyMap<string, Result>,
  cell: { mode: string; attack?: string | undefined; malicious: number },
  what: 'accuracy' | 'backDoor',
): Summary {
  const found = trials
    .filter(
      ({ mode, attack, malicious }) =>
        mode.name === cell.mode && attack?.name === cell.attack && malicious === cell.malicious,
    )
    .map(({ name }) => results.get(name)?.[what])
  const values = found.filter((value) => value !== undefined)
  return { mean: meanOf(values), deviation: deviationOf(values) }
}

const percent = ({ mean, deviation }: Summary): string =>
  `${(100 * mean).toFixed(1)} ± ${(100 * deviation).toFixed(1)}`

const isBackDoor = (name: string): boolean => ['back-door', 'replacement'].includes(name)

/** The tables of the documentation: one for each number of malicious members. */
export function toMarkdown(results: ReadonlyMap<string, Result>): string {
  const names = attacks.map(({ name }) => name)
  const head = [
    'mode',
    'nobody',
    ...names.flatMap((name) => (isBackDoor(name) ? [name, 'its trigger'] : [name])),
  ]
  return maliciousCounts
    .map((malicious) => {
      const rows = modes.map(({ name: mode }) => [
        mode,
        percent(summaryOf(results, { mode, malicious }, 'accuracy')),
        ...names.flatMap((attack) => {
          const cell = { mode, attack, malicious }
          const accuracy = percent(summaryOf(results, cell, 'accuracy'))
          return isBackDoor(attack)
            ? [accuracy, percent(summaryOf(results, cell, 'backDoor'))]
            : [accuracy]
        }),
      ])
      const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`)
      return [`**${malicious} of 20 malicious**`, '', ...lines].join('\n')
    })
    .join('\n\n')
}
