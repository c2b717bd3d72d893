'use client'

import type { OperatorRow } from '@vain/indexer'
import { type ReactNode, useState } from 'react'
import { useApi } from '../../../../shared/api/index.ts'
import { formatCount } from '../../../../shared/format/index.ts'
import { Card, LinkButton, Loaded, Notice, Page, Pager } from '../../../../shared/ui/index.ts'
import { firstChoice, selectOperators } from '../../queries/selectOperators.ts'
import { OperatorFilters } from './OperatorFilters.tsx'
import { OperatorTable } from './OperatorTable.tsx'

const rowsPerPage = 50

/** Everybody who ever registered. */
export function OperatorsPage(): ReactNode {
  const operators = useApi<readonly OperatorRow[]>('/api/v1/operators')
  return (
    <Page
      title="Operators"
      intro="Those who train, validate and aggregate, with what they have at stake and how they fared."
      actions={<LinkButton href="/operators/register">Become an operator</LinkButton>}
    >
      <Loaded query={operators} what="the operators">
        {(all) =>
          all.length === 0 ? (
            <Notice title="Nobody has registered yet">
              An operator appears here once its daemon has joined the network.
            </Notice>
          ) : (
            <OperatorList all={all} />
          )
        }
      </Loaded>
    </Page>
  )
}

function OperatorList({ all }: { readonly all: readonly OperatorRow[] }): ReactNode {
  const [choice, setChoice] = useState(firstChoice)
  const [page, setPage] = useState(1)
  const rows = selectOperators(all, choice)
  const end = page * rowsPerPage
  return (
    <Card title={`${formatCount(rows.length)} of ${formatCount(all.length)} operators`}>
      <OperatorFilters
        choice={choice}
        onChange={(changed) => {
          setChoice(changed)
          setPage(1)
        }}
      />
      {rows.length === 0 ? (
        <p>No operator fits.</p>
      ) : (
        <OperatorTable rows={rows.slice(end - rowsPerPage, end)} />
      )}
      <Pager
        number={page}
        words={['Before', 'After']}
        before={page > 1 ? () => setPage(page - 1) : undefined}
        after={end < rows.length ? () => setPage(page + 1) : undefined}
      />
    </Card>
  )
}
