'use client'

import { type ReactNode, useSyncExternalStore } from 'react'
import { Button, Dialog, Facts } from '../../ui/index.ts'
import { walletRequests } from './requests.ts'

const { read, subscribe } = walletRequests

/** Asks the holder of the development wallet for what waits: the oldest first. */
export function RequestDialog(): ReactNode {
  const [request] = useSyncExternalStore(subscribe, read, read)
  if (request === undefined) return null
  const { title, details, answer, number } = request
  return (
    <Dialog
      key={number}
      title={`Development wallet: ${title}`}
      onClose={() => answer(false)}
      actions={
        <>
          <Button onClick={() => answer(false)}>Reject</Button>
          <Button tone="main" onClick={() => answer(true)}>
            Sign
          </Button>
        </>
      }
    >
      <Facts rows={details} />
    </Dialog>
  )
}
