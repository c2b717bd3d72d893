'use client'

import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { keyOf, turnsWithTime } from './answers.ts'
import { fetchJson } from './fetchJson.ts'
import { isLive } from './live.ts'

/** Where nobody tells that something has changed, a page asks again by itself. */
const pollMs = 4_000
/** A stream can be silent because it is dead. */
const slowPollMs = 30_000

/** Whether an answer is of the same thing: another page of a list, or an older state. */
function isOf(
  path: string | undefined,
  query: { readonly queryKey: readonly unknown[] } | undefined,
): boolean {
  const [, , before] = query?.queryKey ?? []
  return typeof before === 'string' && before.split('?')[0] === path?.split('?')[0]
}

/**
 * What the server answers at a path, kept fresh while it is looked at.
 *
 * @param path - with its query, such as `/api/v1/runs?limit=20`; undefined: nothing to ask yet
 */
export function useApi<Answer>(
  path: `/api/v1/${string}` | undefined,
): UseQueryResult<Answer, Error> {
  return useQuery({
    queryKey: keyOf(path),
    queryFn: ({ signal }) => fetchJson<Answer>(path ?? '', signal),
    enabled: path !== undefined,
    refetchInterval: () => (isLive() && !turnsWithTime(path ?? '') ? slowPollMs : pollMs),
    placeholderData: (answer, query) => (isOf(path, query) ? answer : undefined),
  })
}

/**
 * What the server answers at a path, asked again only when something else has changed: for long
 * answers.
 *
 * @param version - of what is asked for, such as the number of the newest round
 * @param isWhole - whether nothing is missing that may come yet; what is not whole is asked for again
 */
export function useApiAt<Answer>(
  path: `/api/v1/${string}` | undefined,
  version: string,
  isWhole: (answer: Answer) => boolean,
): UseQueryResult<Answer, Error> {
  return useQuery({
    queryKey: ['api', 'at', path, version],
    queryFn: ({ signal }) => fetchJson<Answer>(path ?? '', signal),
    enabled: path !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state: { data } }) => data !== undefined && !isWhole(data) && slowPollMs,
    placeholderData: (answer, query) => (isOf(path, query) ? answer : undefined),
  })
}
