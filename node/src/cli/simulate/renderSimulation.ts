import type { RoundReport, Summary } from '@vain/simulation'

const widths = [6, 11, 10, 11, 9, 9, 10, 10]

const row = (cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padStart(widths[i] as number)).join('')

const percent = (share: number | undefined): string =>
  share === undefined ? '' : `${(100 * share).toFixed(2)} %`

/** Names of the columns of {@link renderRound}. */
export const roundHead: string = row([
  ...['round', 'outcome', 'time', 'survivors', 'dropped', 'vanished', 'accuracy', 'loss'],
])

/** One round as a line. */
export function renderRound(round: RoundReport): string {
  const { outcome, second, survivors, dropped, vanished, mark } = round
  const counts = [survivors, dropped, vanished].map(String)
  const quality = [percent(mark?.accuracy), mark?.loss.toFixed(4) ?? '']
  return row([`${round.round}`, outcome, `${second.toFixed(0)} s`, ...counts, ...quality])
}

/** A simulation in a paragraph. */
export function renderSummary(summary: Summary): string {
  const { rounds, certified, aborted, seconds, accuracy, bytesPerRound, fairness, neverIn } =
    summary
  const megabytes = (bytesPerRound / 1e6).toFixed(2)
  return [
    '',
    `${rounds} rounds, ${certified} certified and ${aborted} aborted, in ${seconds.toFixed(0)} s of the virtual clock`,
    `accuracy ${percent(accuracy) || 'not looked at'}; ${megabytes} MB for each member in a round`,
    `fairness ${fairness.toFixed(3)}; ${neverIn} members were in no sum`,
  ].join('\n')
}
