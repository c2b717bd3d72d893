import type { OperatorDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatAmount, formatMoment, formatShare } from '../../../../shared/format/index.ts'
import { Badge, Card, Hash, Table, Time } from '../../../../shared/ui/index.ts'

const offences = {
  'double-signature': 'signed two results of one round',
  'wrong-sum': 'proposed a wrong sum',
  'wrong-certificate': 'signed a wrong certificate',
  'malformed-bundle': 'published a malformed bundle',
  'missing-data': 'withheld data',
  silence: 'was silent',
} as const

const tones = { pending: 'warn', executed: 'bad', pardoned: 'plain' } as const

/** What courts decided about an operator. */
export function SentencesCard({
  operator: { sentences },
}: {
  readonly operator: OperatorDetail
}): ReactNode {
  return (
    <Card title="Strikes">
      {sentences.length === 0 ? (
        <p>No court has sentenced it.</p>
      ) : (
        <Table
          caption="Sentences"
          head={['When', 'It', 'Costs', 'Standing', 'Reported by', 'Case']}
        >
          {sentences.map((sentence) => (
            <tr key={sentence.caseId}>
              <td>
                <Time at={sentence.at} />
              </td>
              <td>{offences[sentence.offence]}</td>
              <td>
                {sentence.penalty === undefined
                  ? `${formatShare(sentence.penaltyBps / 10_000)} of its stake`
                  : `${formatAmount(BigInt(sentence.penalty))} VAIN`}
              </td>
              <td>
                <Badge tone={tones[sentence.status]}>{sentence.status}</Badge>
                {sentence.status === 'pending' &&
                  `, can be executed from ${formatMoment(sentence.executableAt)}`}
              </td>
              <td>
                <Hash value={sentence.reporter} />
              </td>
              <td>
                <Hash value={sentence.caseId} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  )
}
