'use client'

import type { OperatorDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { useApi } from '../../../../shared/api/index.ts'
import { numberIn, PageLink, WithQuery } from '../../../../shared/route/index.ts'
import { Columns, Loaded, Notice, Page } from '../../../../shared/ui/index.ts'
import { HealthCard } from './HealthCard.tsx'
import { PaidCard } from './PaidCard.tsx'
import { RegistrationCard } from './RegistrationCard.tsx'
import { RoundsCard } from './RoundsCard.tsx'
import { SentencesCard } from './SentencesCard.tsx'
import { StandingCard } from './StandingCard.tsx'
import { UptimeCard } from './UptimeCard.tsx'
import { WeightsCard } from './WeightsCard.tsx'

/** Everything that is known of an operator. */
export function OperatorPage(): ReactNode {
  return (
    <WithQuery>
      {(query) => {
        const index = numberIn(query, 'operator')
        if (index !== undefined) return <Operator key={index} index={index} />
        return (
          <Page title="Operator">
            <Notice tone="warn" title="This page’s address names no operator">
              It ends with <code>?operator=</code> and a number.
            </Notice>
          </Page>
        )
      }}
    </WithQuery>
  )
}

function Operator({ index }: { readonly index: number }): ReactNode {
  const query = useApi<OperatorDetail>(`/api/v1/operators/${index}`)
  return (
    <Page
      title={`Operator ${index}`}
      intro={query.data && introOf(query.data)}
      actions={<PageLink href="/operators">All operators</PageLink>}
    >
      <Loaded query={query} what="the operator">
        {(operator) => (
          <>
            <Columns>
              <StandingCard operator={operator} />
              <HealthCard index={index} />
            </Columns>
            <UptimeCard operator={operator} />
            <RoundsCard operator={operator} />
            <WeightsCard operator={operator} />
            <SentencesCard operator={operator} />
            <PaidCard operator={operator} />
            <RegistrationCard operator={operator} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function introOf({ roles, isActive }: OperatorDetail): string {
  const words = roles.join(', ') || 'without a role'
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${isActive ? '' : ', retired'}.`
}
