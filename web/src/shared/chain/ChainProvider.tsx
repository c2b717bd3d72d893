'use client'

import type { ReactNode } from 'react'
import { WagmiContext } from 'wagmi'
import { useApi } from '../api/index.ts'
import { Loaded } from '../ui/index.ts'
import { chainConfigOf } from './createChainConfig.ts'
import type { Portal } from './portal.ts'

/**
 * Opens the chain for what is below, once the server has said which chain that is. A page may have
 * several of these: they share one connection and one wallet. wagmi's own provider would go through
 * all wallets again each time it is shown.
 */
export function ChainProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const portal = useApi<Portal>('/api/v1/portal')
  return (
    <Loaded query={portal} what="the network">
      {(network) => (
        <WagmiContext.Provider value={chainConfigOf(network)}>{children}</WagmiContext.Provider>
      )}
    </Loaded>
  )
}
