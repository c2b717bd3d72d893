'use client'

import type { ProposalState } from '@vain/abi'
import type { ProposalRow } from '@vain/indexer'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { usePages } from '../../../../shared/api/index.ts'
import { Card, Loaded, Notice, Pager } from '../../../../shared/ui/index.ts'
import { ProposalFilters } from './ProposalFilters.tsx'
import { ProposalTable } from './ProposalTable.tsx'

/** What is looked for. */
export type Filter = { readonly text: string; readonly state: ProposalState | '' }

/** Proposals, the newest first, as many as a page holds. */
export function ProposalList(): ReactNode {
  const [filter, setFilter] = useState<Filter>({ text: '', state: '' })
  const pages = usePages<ProposalRow>(pathOf(useDeferredValue(filter)))
  return (
    <Card title="Proposals">
      <ProposalFilters filter={filter} onChange={setFilter} />
      <Loaded query={pages.query} what="the proposals">
        {({ rows }) =>
          rows.length === 0 ? <Nothing filter={filter} /> : <ProposalTable rows={rows} />
        }
      </Loaded>
      <Pager {...pages} />
    </Card>
  )
}

function pathOf({ text, state }: Filter): `/api/v1/${string}` {
  const query = new URLSearchParams({ limit: '20' })
  // The server takes a hundred characters.
  if (text.trim() !== '') query.set('text', text.trim().slice(0, 100))
  if (state !== '') query.set('state', state)
  return `/api/v1/proposals?${query}`
}

function Nothing({ filter: { text, state } }: { readonly filter: Filter }): ReactNode {
  return text.trim() === '' && state === '' ? (
    <Notice title="Nothing was ever proposed">
      Whoever has enough votes can make the first proposal.
    </Notice>
  ) : (
    <Notice title="No proposal is like that">Change the words or the state.</Notice>
  )
}
