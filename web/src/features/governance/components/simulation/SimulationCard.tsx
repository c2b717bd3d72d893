'use client'

import { type ReactNode, useState } from 'react'
import { Button, Card, Loaded } from '../../../../shared/ui/index.ts'
import type { Decision } from '../../queries/governorCalls.ts'
import { useSimulation } from '../../queries/simulation/useSimulation.ts'
import { SimulationView } from './SimulationView.tsx'

/** Tries a decision on the newest state, when asked to. */
export function SimulationCard({ decision }: { readonly decision: Decision }): ReactNode {
  const [wanted, setWanted] = useState(false)
  const simulation = useSimulation(wanted ? decision : undefined)
  return (
    <Card title="What it would change now">
      <p>
        The node of this portal does all calls on a copy of the newest state and throws it away.
        Nothing is sent.
      </p>
      {wanted ? (
        <Loaded query={simulation} what="what the node says">
          {(simulation) => <SimulationView simulation={simulation} />}
        </Loaded>
      ) : (
        <Button onClick={() => setWanted(true)}>Simulate</Button>
      )}
    </Card>
  )
}
