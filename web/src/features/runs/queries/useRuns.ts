'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import type { Lineage, RoundDetail, RoundSummary, RunRow } from '@vain/indexer'
import { type Pages, useApi, useApiAt, usePages } from '../../../shared/api/index.ts'

/** Where all runs stand. */
export const useRuns = (): UseQueryResult<readonly RunRow[], Error> => useApi('/api/v1/runs')

/** Where a run stands. */
export const useRun = (run: number): UseQueryResult<RunRow, Error> => useApi(`/api/v1/runs/${run}`)

/** Rounds of a run, the newest first. */
export const useRounds = (run: number): Pages<RoundSummary> =>
  usePages(`/api/v1/runs/${run}/rounds?limit=25`)

/** One round; 0 is none. */
export const useRound = (run: number, round: number): UseQueryResult<RoundDetail, Error> =>
  useApi(round === 0 ? undefined : `/api/v1/runs/${run}/rounds/${round}`)

/** The last thousand models of a run; what validators measured of one comes later than the model. */
export const useVersions = ({ run, version, evaluation }: RunRow): UseQueryResult<Lineage, Error> =>
  useApiAt(
    `/api/v1/runs/${run}/versions?limit=1000`,
    `${version} ${evaluation?.version}`,
    ({ rows }) => rows.every(({ evaluation }) => evaluation !== undefined),
  )
