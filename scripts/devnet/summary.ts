import { type DataPolicy, targetOf } from '@vain/data'
import type { RoundRow } from '@vain/runs'
import { type Figure, toTable } from '../bench/figure.ts'
import { medianOf } from '../bench/statistics.ts'
import type { Devnet } from './network.ts'

/** What was measured besides the rounds themselves. Times in seconds. */
export type SessionTimes = {
  /** From the command to the first certificate, everything new. */
  readonly cold: number | undefined
  /** The same with chain, keys and stakes in place. */
  readonly warm: number | undefined
  /** Models certified since the run began. */
  readonly certified: number
}

/** What losses on these examples are told in. */
export function lossUnitOf(policy: DataPolicy): string {
  return targetOf(policy) === undefined ? 'nats' : 'half ranges²'
}

/** The figures of a session. */
export function figuresOf(
  rows: readonly RoundRow[],
  times: SessionTimes,
  lossUnit: string,
): readonly Figure[] {
  const last = rows.at(-1)
  const figure = (name: string, value: number | undefined, unit: string): Figure[] =>
    value === undefined ? [] : [{ name: `start/${name}`, value, unit }]
  return [
    ...figure('first-certified-round', times.cold, 's'),
    ...figure('first-certified-round/warm', times.warm, 's'),
    ...figure('certified-rounds', times.certified, 'rounds'),
    ...figure('test-accuracy', last?.accuracy, 'share'),
    ...figure('test-loss', last?.loss, lossUnit),
    ...figure('round-time/median', medianOf(rows.map((row) => row.seconds)), 's'),
    ...figure('round-gas/median', medianOf(rows.map((row) => row.gas)), 'gas'),
    ...figure('upload/round-and-node', uploadOf(last), 'bytes'),
  ]
}

const uploadOf = (row: RoundRow | undefined): number | undefined =>
  row?.uploadedBytes && row.uploadedBytes / row.survivors

/** The closing page: figures, and how to audit what was done. */
export function formatSummary(
  figures: readonly Figure[],
  devnet: Pick<Devnet, 'rpcUrl' | 'deployment'> & {
    readonly apiPort: number
    /** Undefined: it is not served. */
    readonly portalPort: number | undefined
  },
  serving: 'goes on' | 'ends',
): string {
  const { rpcUrl, deployment, apiPort, portalPort } = devnet
  const when =
    serving === 'goes on'
      ? 'Audit it from another terminal while it serves'
      : 'To audit it, start it again (npm start) and, from another terminal'

  return [
    '',
    toTable(figures),
    '',
    `${when}, trusting none of these processes:`,
    '',
    `  npx vain audit --rpc-url ${rpcUrl} --ledger ${deployment.ledger}`,
    ...(serving === 'goes on'
      ? ['', `HTTP API of one of the nodes: http://localhost:${apiPort}/docs`]
      : []),
    ...(serving === 'goes on' && portalPort !== undefined
      ? [`The portal: http://localhost:${portalPort}`]
      : []),
  ].join('\n')
}
