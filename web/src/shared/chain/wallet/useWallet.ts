'use client'

import { useConfig, useConnection } from 'wagmi'
import { developmentWalletId } from '../development/developmentWallet.ts'

/** The wallet that is connected. */
export type Wallet = {
  readonly address: `0x${string}`
  /** As it calls itself. */
  readonly name: string
  /** Whether it is on the network's chain: on another one nothing may be sent. */
  readonly isOnChain: boolean
  readonly isDevelopment: boolean
}

/** The connected wallet; undefined if there is none. Below a `ChainProvider` only. */
export function useWallet(): Wallet | undefined {
  const { chains } = useConfig()
  const { address, chainId, connector } = useConnection()
  if (address === undefined || connector === undefined) return undefined
  return {
    address,
    name: connector.name,
    isOnChain: chainId === chains[0].id,
    isDevelopment: connector.id === developmentWalletId,
  }
}
