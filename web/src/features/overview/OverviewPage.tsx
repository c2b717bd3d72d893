'use client'

import type { ReactNode } from 'react'
import { useApi } from '../../shared/api/index.ts'
import { BlockNumber, ChainProvider, type Portal } from '../../shared/chain/index.ts'
import { Card, Facts, Hash, Loaded, Page } from '../../shared/ui/index.ts'

/** The network at a glance. */
export function OverviewPage(): ReactNode {
  const portal = useApi<Portal>('/api/v1/portal')
  return (
    <Page title="Overview" intro="Nodes train a shared model on data that never leaves them.">
      <ChainProvider>
        <p>
          Block <BlockNumber />
        </p>
      </ChainProvider>
      <Card title="Contracts">
        <Loaded query={portal} what="the network">
          {({ contracts }) => (
            <Facts
              rows={Object.entries(contracts).map(([name, address]) => [
                name,
                <Hash key={name} value={address} />,
              ])}
            />
          )}
        </Loaded>
      </Card>
    </Page>
  )
}
