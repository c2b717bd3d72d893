import type { RoundStep, State } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatCount } from '../../../shared/format/index.ts'
import { Hash, Time, Timeline } from '../../../shared/ui/index.ts'
import { type Stage, stagesOf } from '../stages.ts'

/** How far a round has come: when, in which transaction, for how much gas. */
export function RoundTimeline({
  state,
  steps,
  round,
}: {
  readonly state: State
  readonly steps: readonly RoundStep[]
  readonly round: number
}): ReactNode {
  return (
    <Timeline
      title={`Steps of round ${round}`}
      steps={stagesOf(state, steps).map((stage) => ({
        name: stage.name,
        state: stage.progress,
        note: <Note stage={stage} />,
      }))}
    />
  )
}

function Note({ stage: { step, text, progress } }: { readonly stage: Stage }): ReactNode {
  return (
    <>
      {(progress === 'now' || step === undefined) && <p>{text}</p>}
      {step !== undefined && (
        <>
          <p>
            <Time at={step.at} />
            {step.gas !== undefined && `, ${formatCount(step.gas)} gas`}
          </p>
          <p>
            <Hash value={step.transaction} />
          </p>
        </>
      )}
    </>
  )
}
