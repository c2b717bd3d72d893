'use client'

import type { ReactNode } from 'react'
import { Loaded } from '../../../../shared/ui/index.ts'
import type { Decision } from '../../queries/governorCalls.ts'
import { useSimulation } from '../../queries/simulation/useSimulation.ts'
import { SimulationView } from './SimulationView.tsx'

/** Tries a decision on each new state and shows what came of it. */
export function SimulationResult({ decision }: { readonly decision: Decision }): ReactNode {
  return (
    <Loaded query={useSimulation(decision)} what="what the node says">
      {(simulation) => <SimulationView simulation={simulation} />}
    </Loaded>
  )
}
