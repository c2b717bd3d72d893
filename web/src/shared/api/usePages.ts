'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import type { Page } from '@vain/indexer'
import { useState } from 'react'
import { useApi } from './useApi.ts'

/** A long list, one page at a time. */
export type Pages<Row> = {
  readonly query: UseQueryResult<Page<Row>, Error>
  /** Which page is shown, from 1 on. */
  readonly number: number
  /** Goes to the page before; undefined on the first. */
  readonly before?: (() => void) | undefined
  /** Goes to the page after; undefined on the last. */
  readonly after?: (() => void) | undefined
}

/**
 * Reads a list of the server by its cursors. Another path begins again at the first page.
 *
 * @param path - with its query, without `after`
 */
export function usePages<Row>(path: `/api/v1/${string}`): Pages<Row> {
  const [place, setPlace] = useState<{ path: string; cursors: readonly string[] }>({
    path,
    cursors: [],
  })
  const cursors = place.path === path ? place.cursors : []
  const cursor = cursors.at(-1)
  const sign = path.includes('?') ? '&' : '?'
  const query = useApi<Page<Row>>(
    cursor === undefined ? path : `${path}${sign}after=${encodeURIComponent(cursor)}`,
  )
  const next = query.data?.next
  return {
    query,
    number: cursors.length + 1,
    before:
      cursors.length === 0 ? undefined : () => setPlace({ path, cursors: cursors.slice(0, -1) }),
    after:
      next === undefined || query.isPlaceholderData
        ? undefined
        : () => setPlace({ path, cursors: [...cursors, next] }),
  }
}
