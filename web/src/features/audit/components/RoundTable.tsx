import type { AuditedRound, AuditReport } from '@vain/audit'
import type { ReactNode } from 'react'
import { formatNumber, formatShare } from '../../../shared/format/index.ts'
import { PageLink, places } from '../../../shared/route/index.ts'
import { Badge, Hash, Table } from '../../../shared/ui/index.ts'

const tones = {
  verified: 'good',
  failed: 'bad',
  aborted: 'plain',
  overturned: 'warn',
  live: 'info',
  unchecked: 'plain',
} as const

const head = [
  'Round',
  'Verdict',
  'Version',
  'Members',
  'In the sum',
  'Model',
  'Accuracy',
  'Loss',
  'Stake that signed',
  'Read',
]

/** Each round of a run, and what was checked of it. */
export function RoundTable({ report }: { readonly report: AuditReport }): ReactNode {
  return (
    <Table caption={`Rounds of run ${report.run}`} head={head}>
      {report.rounds.map((round) => (
        <Row key={round.round} run={report.run} round={round} />
      ))}
    </Table>
  )
}

function Row({ run, round }: { readonly run: number; readonly round: AuditedRound }): ReactNode {
  const { evaluation, sets, signedShare, modelRoot, outcome, bytes } = round
  return (
    <tr>
      <td>
        <PageLink href={places.round(run, round.round)}>{round.round}</PageLink>
      </td>
      <td>
        <Badge tone={tones[outcome]}>{outcome}</Badge>
      </td>
      <td>{round.version ?? '–'}</td>
      <td>{sets.members}</td>
      <td>{sets.u2 ?? '–'}</td>
      <td>{modelRoot === undefined ? '–' : <Hash value={modelRoot} />}</td>
      <td>{evaluation === undefined ? '–' : formatShare(evaluation.correct / evaluation.total)}</td>
      <td>{evaluation === undefined ? '–' : formatNumber(evaluation.loss)}</td>
      <td>{signedShare === undefined ? '–' : formatShare(signedShare)}</td>
      <td>{bytes === 0 ? '–' : `${(bytes / 1_000).toFixed(0)} kB`}</td>
    </tr>
  )
}
