'use client'

import type { ReactNode } from 'react'
import { WagmiProvider } from 'wagmi'
import { useApi } from '../api/index.ts'
import { Loaded } from '../ui/index.ts'
import { chainConfigOf } from './createChainConfig.ts'
import type { Portal } from './portal.ts'

/** Opens the chain for what is below, once the server has said which chain that is. */
export function ChainProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const portal = useApi<Portal>('/api/v1/portal')
  return (
    <Loaded query={portal} what="the network">
      {({ chainId }) => (
        <WagmiProvider config={chainConfigOf(Number(chainId))}>{children}</WagmiProvider>
      )}
    </Loaded>
  )
}
