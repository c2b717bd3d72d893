'use client'

import { useSearchParams } from 'next/navigation'
import { type ReactNode, Suspense } from 'react'
import type { Query } from './query.ts'

/**
 * Shows what the address asks for. The exported file has nothing here: it is the same for every
 * query, which is known in the browser only.
 */
export function WithQuery({
  children,
}: {
  readonly children: (query: Query) => ReactNode
}): ReactNode {
  return (
    <Suspense fallback={<main id="content" />}>
      <Inside>{children}</Inside>
    </Suspense>
  )
}

function Inside({ children }: { readonly children: (query: Query) => ReactNode }): ReactNode {
  return children(useSearchParams())
}
