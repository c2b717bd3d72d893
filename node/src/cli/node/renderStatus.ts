import { formatVain, type OperatorStatus, type PeerRow, type RunRow } from '@vain/operator'
import type { TrainingRow } from '../../api/index.ts'

/** What a daemon says of itself at one moment. */
export type DaemonStatus = {
  readonly status: OperatorStatus
  readonly runs: readonly RunRow[]
  readonly peers: readonly PeerRow[]
  /** Undefined for a daemon that does not train. */
  readonly trainings: readonly TrainingRow[] | undefined
}

/** A text in a colour, or as it is. */
export type Paint = (colour: 'good' | 'warn' | 'bad' | 'dim', text: string) => string

const tones = {
  ok: 'good',
  starting: 'warn',
  idle: 'warn',
  paused: 'warn',
  failing: 'bad',
} as const
/** Runs and trainings that are shown, the newest. */
const mostRows = 8

/** Lines for a person. */
export function renderStatus(shown: DaemonStatus, paint: Paint): string[] {
  const { status, runs, peers, trainings = [] } = shown
  return [
    ...renderSelf(status, peers, paint),
    ...status.troubles.map((trouble) => row('trouble', paint('bad', printable(trouble)), paint)),
    ...section('runs', runs.slice(-mostRows), (run) => renderRun(run, status.now)),
    ...section('trainings', trainings.slice(0, mostRows), (one) => renderTraining(one, status.now)),
  ]
}

function renderSelf(
  status: OperatorStatus,
  peers: readonly PeerRow[],
  paint: Paint,
): readonly string[] {
  const { funds, index, roles, blockAgeSeconds: age } = status
  const others = peers.filter(({ peerId }) => peerId !== status.peerId).length
  return [
    row('status', paint(tones[status.status], status.status), paint),
    row('operator', `${index ?? 'not registered'}  ${status.address}  ${roles.join(', ')}`, paint),
    row('up', `${spanOf(status.now - status.startedAt)}, ${mebibytes(status.memoryBytes)}`, paint),
    row('chain', `block ${status.block}, ${spanOf(Math.max(0, age))} old`, paint),
    row('peers', `${status.connected} of ${others} connected`, paint),
    row('funds', funds === undefined ? 'unknown while the chain is away' : fundsOf(funds), paint),
  ]
}

const fundsOf = ({ bonded, free, wei }: NonNullable<OperatorStatus['funds']>): string =>
  `${formatVain(BigInt(bonded))} VAIN bonded, ${formatVain(BigInt(free))} free, ${formatVain(BigInt(wei))} ether`

const renderRun = ({ run, round, state, version, deadline }: RunRow, now: number): string =>
  [
    `run ${run}`.padEnd(10),
    `round ${round}`.padEnd(14),
    state.padEnd(11),
    `model v${version}`.padEnd(14),
    deadline > now ? `${spanOf(deadline - now)} left` : '',
  ].join('')

function renderTraining({ run, round, state, begunAt, endedAt }: TrainingRow, now: number): string {
  const span = spanOf((endedAt ?? now) - begunAt)
  return `run ${run}`.padEnd(10) + `round ${round}`.padEnd(14) + state.padEnd(11) + span
}

function section<Row>(
  name: string,
  rows: readonly Row[],
  render: (row: Row) => string,
): readonly string[] {
  return rows.length === 0 ? [] : ['', name, ...rows.map((one) => `  ${render(one)}`)]
}

const row = (name: string, text: string, paint: Paint): string =>
  `${paint('dim', name.padEnd(10))}${text}`

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`

/** A span of time, in its two largest units. @param seconds - not negative */
export function spanOf(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.floor(seconds) % 60, 's'],
  ] as const
  const first = parts.findIndex(([count]) => count > 0)
  const shown = first < 0 ? parts.slice(3) : parts.slice(first, first + 2)
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ')
}

/** A daemon may hand on what a peer said: nothing in it is for the terminal to obey. */
const printable = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '�')
