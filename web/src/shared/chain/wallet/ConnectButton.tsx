'use client'

import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/index.ts'
import { ConnectDialog } from './ConnectDialog.tsx'

/**
 * @param isOpen - begins with the choice of wallets
 * @param tone - as of the button
 */
export function ConnectButton({
  isOpen = false,
  tone = 'main',
}: {
  readonly isOpen?: boolean
  readonly tone?: 'main' | 'plain'
}): ReactNode {
  const [isChoosing, setChoosing] = useState(isOpen)
  return (
    <>
      <Button tone={tone} onClick={() => setChoosing(true)}>
        Connect a wallet
      </Button>
      {isChoosing && <ConnectDialog onClose={() => setChoosing(false)} />}
    </>
  )
}
