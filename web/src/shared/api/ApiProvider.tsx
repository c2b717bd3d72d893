'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { ApiError } from './fetchJson.ts'
import { followChanges } from './live.ts'

/** A refusal stays one; what nobody answered is asked again. */
const shouldRetry = (failures: number, error: Error): boolean =>
  failures < 3 && !(error instanceof ApiError && error.status >= 400 && error.status < 500)

const createClient = (): QueryClient =>
  new QueryClient({ defaultOptions: { queries: { retry: shouldRetry, staleTime: 2_000 } } })

/** Keeps what the server and the chain answered, for all pages below. */
export function ApiProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [client] = useState(createClient)
  useEffect(() => followChanges(client), [client])
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}
