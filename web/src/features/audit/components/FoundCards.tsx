import type { AuditReport } from '@vain/audit'
import type { ReactNode } from 'react'
import { saveFile } from '../../../shared/content/saveFile.ts'
import { formatCount } from '../../../shared/format/index.ts'
import { Button, Card, Facts, Notice } from '../../../shared/ui/index.ts'
import type { Found } from '../worker/messages.ts'
import { FaultCard } from './FaultCard.tsx'
import { RoundTable } from './RoundTable.tsx'

/** What an audit found: the verdict, each round, and how much was checked. */
export function FoundCards({ found }: { readonly found: Found }): ReactNode {
  const { report } = found
  const base = `audit-run-${report.run}-block-${report.block}`
  return (
    <>
      {report.fault === undefined ? (
        <Notice tone="good" title={verdictOf(report)} />
      ) : (
        <FaultCard fault={report.fault} sentence={found.fault ?? ''} />
      )}
      <Card
        title="Report"
        actions={
          <Button onClick={() => saveFile(`${base}.json`, 'application/json', found.json)}>
            Download JSON
          </Button>
        }
      >
        <RoundTable report={report} />
        <Facts rows={checksOf(report)} />
        <details>
          <summary>What this proves, and what not</summary>
          <pre>{found.text}</pre>
        </details>
      </Card>
    </>
  )
}

function verdictOf({ only, rounds }: AuditReport): string {
  const verified = rounds.filter(({ outcome }) => outcome === 'verified').length
  if (verified === 0) return 'The events fit the contract. No round was derived again.'
  return only === undefined
    ? `Verified: everything fits, ${verified} rounds derived again.`
    : `Verified in ${verified} rounds that were asked for. Of the others nothing is proven.`
}

function checksOf({ checks, bytes, seconds, block }: AuditReport): [string, ReactNode][] {
  const { events, validatorSets, possessionProofs, artefacts, messages, vectors } = checks
  return [
    ['Events replayed', formatCount(events)],
    ['Up to block', formatCount(block)],
    ['Validator sets', formatCount(validatorSets)],
    ['Proofs of possession', formatCount(possessionProofs)],
    ['Artefacts', `${formatCount(artefacts)}, ${formatCount(bytes / 1_000)} kB`],
    ['Signed messages', formatCount(messages)],
    ['Masked vectors', formatCount(vectors)],
    ['Certificates', formatCount(checks.certificates)],
    ['Time', `${seconds.toFixed(1)} s`],
  ]
}
