'use client'

import type { Lineage, VersionRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatMeasured, formatScore, shareOf } from '../../../shared/format/index.ts'
import { PageLink, places } from '../../../shared/route/index.ts'
import { Badge, Hash, Notice, Pager, Table, Time, useRows } from '../../../shared/ui/index.ts'
import { tagsOf } from '../queries/layoutLineage.ts'
import { toneOf } from './toneOf.ts'

const pageSize = 25
const numbers = ['Accuracy', 'Loss', 'Stake that signed']
const head = [
  ...['Version', 'State', 'From', 'Round', 'Model', 'Accuracy', 'Loss', 'Stake that signed'],
  ...['Certified', 'Named'],
]

/** Every version with what is known of it, the newest first. */
export function VersionTable({ lineage }: { readonly lineage: Lineage }): ReactNode {
  const tags = tagsOf(lineage)
  const { rows, run } = lineage
  const { shown, pager } = useRows(rows, pageSize)
  if (rows.length === 0)
    return <Notice title="No model has been certified yet: there is the first one alone." />
  return (
    <>
      <Table caption={`Versions of the model of run ${run}`} head={head} numbers={numbers}>
        {shown.map((row) => (
          <Row key={row.version} run={run} row={row} tags={tags.get(row.version) ?? []} />
        ))}
      </Table>
      <Pager {...pager} />
    </>
  )
}

function Row({
  run,
  row,
  tags,
}: {
  readonly run: number
  readonly row: VersionRow
  readonly tags: readonly string[]
}): ReactNode {
  const { version, state, parent, round, model, evaluation, certified } = row
  const { signedWeight, totalWeight } = row
  return (
    <tr>
      <td>
        <PageLink href={places.version(run, version)}>{version}</PageLink>
      </td>
      <td>
        <Badge tone={toneOf(state)}>{state}</Badge>
      </td>
      <td>{parent === 0 ? 'first model' : parent}</td>
      <td>
        <PageLink href={places.round(run, round)}>{round}</PageLink>
      </td>
      <td>
        <Hash value={model.root} />
      </td>
      <td>{evaluation === undefined ? '–' : formatScore(evaluation.accuracy)}</td>
      <td>{evaluation === undefined ? '–' : formatMeasured(evaluation.loss)}</td>
      <td>
        {totalWeight === undefined
          ? '–'
          : formatScore(shareOf(BigInt(signedWeight), BigInt(totalWeight)))}
      </td>
      <td>
        <Time at={certified.at} />
      </td>
      <td>{tags.length === 0 ? '–' : tags.join(', ')}</td>
    </tr>
  )
}
