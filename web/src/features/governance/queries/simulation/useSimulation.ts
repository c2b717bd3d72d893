import type { UseQueryResult } from '@tanstack/react-query'
import { useChainQuery, useContracts } from '../../../../shared/chain/index.ts'
import { type Decision, proposalIdOf } from '../governorCalls.ts'
import type { Simulation } from './simulateDecision.ts'

/** What a decision would do now, or that the node cannot tell. */
export type SimulationAnswer =
  | ({ readonly kind: 'simulated' } & Simulation)
  | { readonly kind: 'cannot' }

/** Simulates on each new state, while it is looked at. */
export function useSimulation(decision: Decision): UseQueryResult<SimulationAnswer, Error> {
  const contracts = useContracts()
  const { governor, timelock } = contracts
  return useChainQuery(
    ['simulation', governor ?? '', timelock ?? '', proposalIdOf(decision)],
    governor &&
      timelock &&
      (async (client) => {
        // With all ABIs it is large.
        const { simulateDecision } = await import('./simulateDecision.ts')
        const { NoSimulation } = await import('./request.ts')
        try {
          const all = { ...contracts, governor, timelock }
          return { kind: 'simulated', ...(await simulateDecision(client, all, decision)) }
        } catch (error) {
          if (error instanceof NoSimulation) return { kind: 'cannot' }
          throw error
        }
      }),
  )
}
