'use client'

import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { OperatorRow, RunRow } from '@vain/indexer'
import type { Configuration } from '@vain/protocol'
import { useApi } from '../../../shared/api/index.ts'
import { askRunWorker } from '../worker/askRunWorker.ts'
import type { RunAnswers, RunSize, Whose } from '../worker/messages.ts'
import { useRound } from './useRuns.ts'

const whose = ({ configuration, hashes }: RunRow): Whose => ({
  origin: location.origin,
  cid: configuration,
  hash: hashes.configuration,
})

/** The configuration of a run, which has the hash that the chain says. It never changes. */
export function useConfiguration(run: RunRow): UseQueryResult<Configuration, Error> {
  return useQuery({
    queryKey: ['configuration', run.configuration, run.hashes.configuration],
    queryFn: () => askRunWorker({ kind: 'configuration', ...whose(run) }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** What the noise of a run is worth, with the members that it has now. */
export function useProtection(run: RunRow): UseQueryResult<RunAnswers['protection'], Error> {
  const size = useRunSize(run)
  return useQuery({
    queryKey: ['protection', run.configuration, run.hashes.configuration, size],
    queryFn: () =>
      size === undefined
        ? Promise.reject(new Error('The size of the run is not known.'))
        : askRunWorker({ kind: 'protection', ...whose(run), ...size }),
    enabled: size !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  })
}

/** The members of the newest round or, before the first one, those that would be in it now. */
function useRunSize({ run, round, rules }: RunRow): RunSize | undefined {
  const members = useRound(run, round).data?.members
  const path = round === 0 ? '/api/v1/operators' : undefined
  const trainers = useApi<readonly OperatorRow[]>(path).data?.filter(
    ({ isActive, roles }) => isActive && roles.includes('trainer'),
  ).length
  const { minMembers, corruptionBps, lastRound } = rules
  const counted = round === 0 ? trainers : members
  if (counted === undefined || minMembers === undefined) return undefined
  if (corruptionBps === undefined || lastRound === undefined) return undefined
  return { members: Math.max(minMembers, counted), corruptionBps, rounds: round, lastRound }
}
