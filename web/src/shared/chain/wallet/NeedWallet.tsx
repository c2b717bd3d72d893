'use client'

import type { ReactNode } from 'react'
import { Notice } from '../../ui/index.ts'
import { ConnectButton } from './ConnectButton.tsx'
import { SwitchButton } from './SwitchButton.tsx'
import { useWallet, type Wallet } from './useWallet.ts'

/**
 * Shows what needs a wallet; without one, or with one on another chain, the way there.
 *
 * @param what - what the wallet is for, as it stands behind "to": `to vote`
 */
export function NeedWallet({
  what,
  children,
}: {
  readonly what: string
  readonly children: (wallet: Wallet) => ReactNode
}): ReactNode {
  const wallet = useWallet()
  if (wallet === undefined)
    return (
      <Notice title={`Connect a wallet to ${what}`} actions={<ConnectButton />}>
        It signs what you send. The portal never sees its keys.
      </Notice>
    )
  if (!wallet.isOnChain)
    return (
      <Notice tone="warn" title="Your wallet is on another network" actions={<SwitchButton />}>
        Nothing can be sent until it is on this network’s chain.
      </Notice>
    )
  return children(wallet)
}
