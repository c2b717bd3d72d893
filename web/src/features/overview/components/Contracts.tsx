'use client'

import type { ReactNode } from 'react'
import { formatCount } from '../../../shared/format/index.ts'
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
            ['Since block', formatCount(deployedAt)],
            [
              'Indexed up to block',
              head === undefined
                ? '–'
                : `${formatCount(head.block)}, ${formatCount(head.events)} events`,
            ],
            ...Object.entries(contracts).map(([name, address]): [string, ReactNode] => [
              toWords(name),
              <Hash key={name} value={address} />,
            ]),
          ]}
        />
      )}
    </Loaded>
  )
}

/** `runRegistry` as `Run registry`. */
const toWords = (name: string): string =>
  name.charAt(0).toUpperCase() +
  name.slice(1).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
