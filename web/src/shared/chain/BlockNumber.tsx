'use client'

import type { ReactNode } from 'react'
import { useBlockNumber } from 'wagmi'

/** Number of the chain's newest block, as it grows. */
export function BlockNumber(): ReactNode {
  const { data } = useBlockNumber({ watch: true })
  return data === undefined ? '…' : data.toLocaleString('en')
}
