import type { RoundDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { Hash, Notice, Table } from '../../../shared/ui/index.ts'
import { ContentLink } from './ContentLink.tsx'

/** What each artefact of a round is. Source: docs/protocol §2.3, §6. */
const meanings: Readonly<Record<string, string>> = {
  roster: 'Keys of who takes part',
  share: 'Sealed shares of their seeds',
  masks: 'Messages with the roots of masked vectors',
  reveals: 'Seeds that open the sum',
  sum: 'Sum of the updates',
  model: 'The model that follows',
  evaluation: 'What validators measured',
  check: 'What the committee answered',
  sketches: 'Sketches of the updates',
}

/** What was published in a round, to be fetched by its CID and held against its root. */
export function Artefacts({ round }: { readonly round: RoundDetail }): ReactNode {
  const rows = Object.entries(round.artefacts)
  if (rows.length === 0) return <Notice title="Nothing has been published yet" />
  return (
    <Table caption="Artefacts" head={['Artefact', 'What it is', 'Content', 'Root on chain']}>
      {rows.map(([name, { root, cid }]) => (
        <tr key={name}>
          <td>{name}</td>
          <td>{meanings[name] ?? ''}</td>
          <td>
            <ContentLink cid={cid} name={`run-${round.run}-round-${round.round}-${name}`} />
          </td>
          <td>
            <Hash value={root} />
          </td>
        </tr>
      ))}
    </Table>
  )
}
