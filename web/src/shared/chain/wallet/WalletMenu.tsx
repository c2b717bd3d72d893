'use client'

import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/index.ts'
import { ChainProvider } from '../ChainProvider.tsx'
import { RequestDialog } from '../development/RequestDialog.tsx'
import { AccountDialog } from './AccountDialog.tsx'
import { ConnectButton } from './ConnectButton.tsx'
import { useWallet } from './useWallet.ts'

/** The account in the header. @param isOpen - begins with the choice of wallets */
export function WalletMenu({ isOpen }: { readonly isOpen: boolean }): ReactNode {
  return (
    <ChainProvider>
      <Menu isOpen={isOpen} />
      <RequestDialog />
    </ChainProvider>
  )
}

function Menu({ isOpen }: { readonly isOpen: boolean }): ReactNode {
  const wallet = useWallet()
  const [isLooking, setLooking] = useState(false)
  if (wallet === undefined) return <ConnectButton isOpen={isOpen} tone="plain" />
  const words = wallet.isOnChain ? shorten(wallet.address) : 'Wrong network'
  return (
    <>
      <Button label={`Your account: ${words}`} onClick={() => setLooking(true)}>
        {words}
      </Button>
      {isLooking && <AccountDialog wallet={wallet} onClose={() => setLooking(false)} />}
    </>
  )
}

const shorten = (address: string): string => `${address.slice(0, 6)}…${address.slice(-4)}`
