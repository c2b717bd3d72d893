'use client'

import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { Boundary, Button, ReloadButton } from '../ui/index.ts'

/** What talks to wallets is loaded for those who have one connected or ask for it. */
const WalletMenu = lazy(async () => ({ default: (await import('../chain/index.ts')).WalletMenu }))

/** Where wagmi keeps which wallet was connected last. */
const recentKey = 'wagmi.recentConnectorId'

/** The account in the header, or the way to one. */
export function WalletButton(): ReactNode {
  const [wanted, setWanted] = useState<'no' | 'again' | 'asked'>('no')
  useEffect(() => {
    if (localStorage.getItem(recentKey) !== null) setWanted('again')
  }, [])
  const button = (
    <Button busy={wanted !== 'no'} onClick={() => setWanted('asked')}>
      Connect a wallet
    </Button>
  )
  if (wanted === 'no') return button
  return (
    <Boundary fallback={<ReloadButton />}>
      <Suspense fallback={button}>
        <WalletMenu isOpen={wanted === 'asked'} />
      </Suspense>
    </Boundary>
  )
}
