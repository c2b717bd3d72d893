'use client'

import type { ReactNode } from 'react'
import { Facts, Hash, Loaded } from '../../../shared/ui/index.ts'
import { useHead, usePortal } from '../queries/useNetwork.ts'

/** Where the network's contracts are, and how far the index of their events has come. */
export function Contracts(): ReactNode {
  const head = useHead().data
  return (
    <Loaded query={usePortal()} what="the network">
      {({ chainId, contracts, deployedAt }) => (
        <Facts
          rows={[
            ['Chain', chainId],
            ['Since block', deployedAt],
            [
              'Indexed up to block',
              head === undefined ? '–' : `${head.block}, ${head.events} events`,
            ],
            ...Object.entries(contracts).map(([name, address]): [string, ReactNode] => [
              name,
              <Hash key={name} value={address} />,
            ]),
          ]}
        />
      )}
    </Loaded>
  )
}
