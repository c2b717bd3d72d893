'use client'

import type { ReactNode } from 'react'
import { useBalance, useDisconnect } from 'wagmi'
import { formatAmount } from '../../format/index.ts'
import { Button, Dialog, Facts, Hash } from '../../ui/index.ts'
import { AccountChoice } from '../development/AccountChoice.tsx'
import { SwitchButton } from './SwitchButton.tsx'
import type { Wallet } from './useWallet.ts'

/** The connected account, and the way out. */
export function AccountDialog({
  wallet,
  onClose,
}: {
  readonly wallet: Wallet
  readonly onClose: () => void
}): ReactNode {
  const { address, name, isOnChain, isDevelopment } = wallet
  const balance = useBalance({ address })
  const { mutate } = useDisconnect({ mutation: { onSuccess: onClose } })
  return (
    <Dialog
      title="Your account"
      onClose={onClose}
      actions={<Button onClick={() => mutate()}>Disconnect</Button>}
    >
      <Facts
        rows={[
          ['Address', <Hash key="address" value={address} />],
          ['Wallet', name],
          ['For fees', balance.data ? `${formatAmount(balance.data.value)} ETH` : '…'],
        ]}
      />
      {isDevelopment && <AccountChoice address={address} />}
      {!isOnChain && <SwitchButton />}
    </Dialog>
  )
}
