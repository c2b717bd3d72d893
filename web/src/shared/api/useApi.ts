import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { fetchJson } from './fetchJson.ts'

/** Until the server tells that something happened, a page asks again by itself. */
const pollMs = 4_000

/**
 * What the server answers at a path, kept fresh while it is looked at.
 *
 * @param path - with its query, such as `/api/v1/runs?limit=20`; undefined: nothing to ask yet
 */
export function useApi<Answer>(
  path: `/api/v1/${string}` | undefined,
): UseQueryResult<Answer, Error> {
  return useQuery({
    queryKey: ['api', path],
    queryFn: ({ signal }) => fetchJson<Answer>(path ?? '', signal),
    enabled: path !== undefined,
    refetchInterval: pollMs,
    placeholderData: keepPreviousData,
  })
}
