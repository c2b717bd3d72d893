import type { Cursor, RoundState } from '@vain/protocol'
import type { RoundRow } from './roundRow.ts'

/** Where a line goes: the terminal, or a file that it is piped to. */
export type Output = {
  readonly isTTY?: boolean | undefined
  write(text: string): unknown
}

/** Where lines go. */
export type Screen = { line(text: string): void; live(text: string): void }

/** Where a round stands. */
type Standing = Pick<Cursor, 'round' | 'state' | 'since'>

const phaseNames: Record<RoundState, string> = {
  idle: 'waiting to open',
  open: 'sharing keys, training and masking',
  masked: 'opening the sum',
  proposed: 'validating',
  certified: 'certified',
  final: 'final',
  aborted: 'aborted',
  disputed: 'disputed',
}

const order: readonly RoundState[] = ['open', 'masked', 'proposed', 'certified']

const percent = (share: number | undefined): string =>
  share === undefined ? '–' : `${(100 * share).toFixed(2)} %`

const columns: readonly (readonly [string, (row: RoundRow) => string])[] = [
  ['model', (row) => `v${row.version}`],
  ['round', (row) => String(row.round)],
  ['in sum', (row) => `${row.survivors}/${row.members}`],
  ['accuracy', (row) => percent(row.accuracy)],
  ['loss', (row) => row.loss?.toFixed(4) ?? '–'],
  ['signed', (row) => percent(row.signed)],
  ['gas', (row) => row.gas.toLocaleString('en')],
  [
    'uploaded',
    ({ uploadedBytes: bytes }) => (bytes === undefined ? '–' : `${(bytes / 1e6).toFixed(2)} MB`),
  ],
  ['time', (row) => `${row.seconds} s`],
]
const width = 11

/** Heading of the table of rounds. */
export function heading(): string {
  return columns.map(([title]) => title.padStart(width)).join('')
}

/** One certified round. */
export function formatRow(row: RoundRow): string {
  return columns.map(([, show]) => show(row).padStart(width)).join('')
}

/** Where a round is, as a bar and in words. @param now - chain time, seconds */
export function formatPhase({ round, state, since }: Standing, now: number): string {
  const at = order.indexOf(state)
  const bar = order.map((_, i) => (i <= at ? '▓' : '░')).join('')
  return `round ${round} ${bar} ${phaseNames[state]} ${Math.max(0, now - since)} s`
}

/**
 * A screen with lines that stay and one live line below them. Where the output is not a terminal,
 * the live line is left out.
 */
export function createScreen(output: Output): Screen {
  const clear = output.isTTY ? '\r\u001b[2K' : ''
  let last = ''
  return {
    line(text) {
      output.write(`${clear}${text}\n`)
      if (output.isTTY && last !== '') output.write(last)
    },
    live(text) {
      if (!output.isTTY || text === last) return
      last = text
      output.write(`${clear}${text}`)
    },
  }
}
