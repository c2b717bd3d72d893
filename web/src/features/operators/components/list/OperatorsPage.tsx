'use client'

import type { OperatorRow } from '@vain/indexer'
import { type ReactNode, useState } from 'react'
import { useApi } from '../../../../shared/api/index.ts'
import { formatCount } from '../../../../shared/format/index.ts'
import {
  Card,
  LinkButton,
  Loaded,
  Notice,
  Page,
  Pager,
  useRows,
} from '../../../../shared/ui/index.ts'
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
  const rows = selectOperators(all, choice)
  const { shown, pager, begin } = useRows(rows, rowsPerPage)
  return (
    <Card title={`${formatCount(rows.length)} of ${formatCount(all.length)} operators`}>
      <OperatorFilters
        choice={choice}
        onChange={(changed) => {
          setChoice(changed)
          begin()
        }}
      />
      {rows.length === 0 ? <p>No operator fits.</p> : <OperatorTable rows={shown} />}
      <Pager {...pager} words={['Before', 'After']} />
    </Card>
  )
}
