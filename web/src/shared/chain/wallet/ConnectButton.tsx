'use client'

import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/index.ts'
import { ConnectDialog } from './ConnectDialog.tsx'

/** @param isOpen - begins with the choice of wallets */
export function ConnectButton({ isOpen = false }: { readonly isOpen?: boolean }): ReactNode {
  const [isChoosing, setChoosing] = useState(isOpen)
  return (
    <>
      <Button tone="main" onClick={() => setChoosing(true)}>
        Connect a wallet
      </Button>
      {isChoosing && <ConnectDialog onClose={() => setChoosing(false)} />}
    </>
  )
}
