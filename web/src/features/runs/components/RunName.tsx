'use client'

import type { RunRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import { useConfiguration } from '../queries/useConfiguration.ts'

/** What a run calls itself, once its configuration is here. */
export function RunName({ run }: { readonly run: RunRow }): ReactNode {
  const { data, error } = useConfiguration(run)
  if (data !== undefined) return data.name || '–'
  return error === null ? '…' : '–'
}
