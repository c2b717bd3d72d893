import type { Lineage, VersionRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatNumber, formatShare, shareOf } from '../../../shared/format/index.ts'
import { PageLink, places } from '../../../shared/route/index.ts'
import { Badge, Facts, Hash, Time } from '../../../shared/ui/index.ts'
import { tagsOf } from '../queries/layoutLineage.ts'
import { toneOf } from './toneOf.ts'

/** Hashes, certificate and measurements of a version. */
export function VersionFacts({
  lineage,
  version,
}: {
  readonly lineage: Lineage
  readonly version: number
}): ReactNode {
  const row = lineage.rows.find((one) => one.version === version)
  const { root, cid } = row?.model ?? lineage.genesis
  return (
    <Facts
      rows={[
        ['Root of the model', <Hash key="root" value={root} />],
        ['CID', cid === undefined ? 'in the run’s configuration' : <Hash key="cid" value={cid} />],
        ['Named', (tagsOf(lineage).get(version) ?? []).join(', ') || 'by nobody'],
        ...(row === undefined ? [] : factsOf(lineage.run, row)),
      ]}
    />
  )
}

function factsOf(run: number, row: VersionRow): [string, ReactNode][] {
  const { parent, round, state, certified, digest, signers, validators, evaluation } = row
  const { signedWeight, totalWeight, recorded } = row
  const share =
    totalWeight === undefined
      ? ''
      : `, ${formatShare(shareOf(BigInt(signedWeight), BigInt(totalWeight)))} of the stake`
  return [
    [
      'State',
      <Badge key="state" tone={toneOf(state)}>
        {state}
      </Badge>,
    ],
    [
      'Trained from',
      <PageLink key="parent" href={places.version(run, parent)}>
        {parent === 0 ? 'the first model' : `version ${parent}`}
      </PageLink>,
    ],
    [
      'In round',
      <PageLink key="round" href={places.round(run, round)}>
        {round}
      </PageLink>,
    ],
    ['Certified', <Time key="time" at={certified.at} />],
    ['By transaction', <Hash key="tx" value={certified.transaction} />],
    ['Certificate', <Hash key="digest" value={digest} />],
    ['Signed by', `${signers} of ${validators} validators${share}`],
    ['Entry in the lineage contract', recorded === undefined ? 'none yet' : `${recorded.index}`],
    ...(evaluation === undefined ? [] : evaluationOf(evaluation)),
  ]
}

function evaluationOf(evaluation: NonNullable<VersionRow['evaluation']>): [string, ReactNode][] {
  const { correct, total, accuracy, loss } = evaluation
  return [
    [
      'Accuracy',
      `${formatShare(accuracy)}: ${correct} of ${total}, by its validators’ own examples`,
    ],
    ['Loss', formatNumber(loss)],
  ]
}
