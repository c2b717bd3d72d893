'use client'

import type { ReactNode } from 'react'
import { type Connector, useConnect, useConnectors } from 'wagmi'
import { Badge, Button, Dialog, Notice } from '../../ui/index.ts'
import { developmentWalletId } from '../development/developmentWallet.ts'
import css from './ConnectDialog.module.css'

/** Lets a person choose among the wallets that announced themselves. */
export function ConnectDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const connectors = useConnectors()
  const { mutate, error, isPending, variables } = useConnect({ mutation: { onSuccess: onClose } })
  return (
    <Dialog title="Connect a wallet" onClose={onClose}>
      {connectors.length === 0 && (
        <Notice title="No wallet has announced itself">
          Install one as an extension of your browser, or open this page in a wallet’s own browser.
        </Notice>
      )}
      <ul className={css.wallets}>
        {connectors.map((connector) => (
          <li key={connector.uid}>
            <Button
              busy={isPending && variables?.connector === connector}
              onClick={() => mutate({ connector })}
            >
              <WalletName connector={connector} />
            </Button>
          </li>
        ))}
      </ul>
      {error && (
        <Notice tone="bad" title="Not connected">
          {error.name === 'UserRejectedRequestError'
            ? 'The request was rejected in the wallet.'
            : error.message}
        </Notice>
      )}
    </Dialog>
  )
}

/** A wallet as it announced itself; pictures from elsewhere are not loaded. */
function WalletName({ connector }: { readonly connector: Connector }): ReactNode {
  const icon = connector.icon?.trim()
  return (
    <>
      {icon?.startsWith('data:image/') && (
        // biome-ignore lint/performance/noImgElement: a picture inside its own address
        <img className={css.icon} src={icon} alt="" />
      )}
      {connector.name}
      {connector.id === developmentWalletId && <Badge tone="warn">keys known to everyone</Badge>}
    </>
  )
}
