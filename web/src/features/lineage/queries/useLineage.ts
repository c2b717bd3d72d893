import type { UseQueryResult } from '@tanstack/react-query'
import type { Lineage } from '@vain/indexer'
import { useApi } from '../../../shared/api/index.ts'

/** The models of a run, at most the newest 1,000. */
export function useLineage(run: number): UseQueryResult<Lineage, Error> {
  return useApi<Lineage>(`/api/v1/runs/${run}/versions?limit=1000`)
}
