'use client'

import { lazy, type ReactNode, Suspense, useState } from 'react'
import { Button, Card } from '../../../../shared/ui/index.ts'
import type { Decision } from '../../queries/governorCalls.ts'

/** What contracts' values mean is large: it comes with whoever asks. */
const SimulationResult = lazy(async () => ({
  default: (await import('./SimulationResult.tsx')).SimulationResult,
}))

/** Tries a decision on the newest state, when asked to. */
export function SimulationCard({ decision }: { readonly decision: Decision }): ReactNode {
  const [wanted, setWanted] = useState(false)
  return (
    <Card title="What it would change now">
      <p>
        The node of this portal does all calls on a copy of the newest state and throws it away.
        Nothing is sent.
      </p>
      {wanted ? (
        <Suspense fallback={<p role="status">Loading what tries it …</p>}>
          <SimulationResult decision={decision} />
        </Suspense>
      ) : (
        <Button onClick={() => setWanted(true)}>Simulate</Button>
      )}
    </Card>
  )
}
