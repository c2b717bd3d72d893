'use client'

import type { ReactNode } from 'react'
import { useApi } from '../../../shared/api/index.ts'
import type { Portal } from '../../../shared/chain/index.ts'
import { numberIn, WithQuery } from '../../../shared/route/index.ts'
import { Loaded, Page } from '../../../shared/ui/index.ts'
import { AuditOfRun } from './AuditOfRun.tsx'

/** Verifies a run in this browser. */
export function AuditPage(): ReactNode {
  return (
    <WithQuery>
      {(query) => {
        const run = numberIn(query, 'run') ?? 1
        return (
          <Page
            title={`Verify run ${run}`}
            intro="Your browser replays the run from the chain’s events and the published artefacts, with the code of the vain command. An artefact counts only if its hash is the one on chain; the chain is read through this server."
          >
            <Body run={run} />
          </Page>
        )
      }}
    </WithQuery>
  )
}

function Body({ run }: { readonly run: number }): ReactNode {
  const portal = useApi<Portal>('/api/v1/portal')
  return (
    <Loaded query={portal} what="the network">
      {({ contracts }) => (
        <AuditOfRun key={run} run={run} ledger={contracts.ledger as `0x${string}`} />
      )}
    </Loaded>
  )
}
