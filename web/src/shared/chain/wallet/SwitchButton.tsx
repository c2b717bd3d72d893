'use client'

import type { ReactNode } from 'react'
import { useConfig, useSwitchChain } from 'wagmi'
import { Button, Notice } from '../../ui/index.ts'

/** Asks the wallet to go to the network's chain, and to add it if it does not know it. */
export function SwitchButton(): ReactNode {
  const [chain] = useConfig().chains
  const { mutate, isPending, error } = useSwitchChain()
  return (
    <>
      <Button tone="main" busy={isPending} onClick={() => mutate({ chainId: chain.id })}>
        Switch to {chain.name}
      </Button>
      {error && (
        <Notice tone="bad" title="The wallet stays where it is">
          {error.name === 'UserRejectedRequestError'
            ? 'The request was rejected in the wallet.'
            : error.message}
        </Notice>
      )}
    </>
  )
}
