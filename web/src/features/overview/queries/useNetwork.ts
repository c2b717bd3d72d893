import type { UseQueryResult } from '@tanstack/react-query'
import type { Head, OperatorHealth, OperatorRow, Portal, StakeHistory } from '@vain/indexer'
import { useApi } from '../../../shared/api/index.ts'

/** All operators that ever registered. */
export const useOperators = (): UseQueryResult<readonly OperatorRow[], Error> =>
  useApi('/api/v1/operators')

/** What an operator's own API says of it. */
export const useHealth = (index: number): UseQueryResult<OperatorHealth, Error> =>
  useApi(`/api/v1/operators/${index}/health`)

/** All that is bonded, over time. */
export const useStakeHistory = (): UseQueryResult<StakeHistory, Error> =>
  useApi('/api/v1/stake/history')

/** How far the index has come. */
export const useHead = (): UseQueryResult<Head, Error> => useApi('/api/v1/head')

/** The network that this portal shows. */
export const usePortal = (): UseQueryResult<Portal, Error> => useApi('/api/v1/portal')
