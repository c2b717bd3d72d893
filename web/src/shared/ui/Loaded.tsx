'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import css from './Loaded.module.css'
import { Notice } from './Notice.tsx'

/**
 * Shows what a query gives; until then that it loads, and otherwise why it does not. What came once
 * stays, with a word that it could not be renewed.
 *
 * @param what - what is loaded, as it stands in a sentence: `the runs`
 */
export function Loaded<Value>({
  query,
  what,
  children,
}: {
  readonly query: UseQueryResult<Value, Error>
  readonly what: string
  readonly children: (value: Value) => ReactNode
}): ReactNode {
  const { data, error } = query
  const problem = error && (
    <Notice
      tone={data === undefined ? 'bad' : 'warn'}
      title={data === undefined ? `Could not load ${what}` : `Could not renew ${what}`}
      actions={<Button onClick={() => void query.refetch()}>Try again</Button>}
    >
      {error.message}
    </Notice>
  )
  if (data !== undefined)
    return (
      <>
        {problem}
        {children(data)}
      </>
    )
  return (
    problem ?? (
      <p className={css.loading} role="status">
        Loading {what} …
      </p>
    )
  )
}
