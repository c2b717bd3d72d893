import type { ReactNode } from 'react'
import { Notice } from '../../../../shared/ui/index.ts'
import type { Simulation } from '../../queries/simulation/simulateDecision.ts'
import type { SimulationAnswer } from '../../queries/simulation/useSimulation.ts'
import { ChangesTable } from './ChangesTable.tsx'
import { SimulatedCall } from './SimulatedCall.tsx'
import css from './Simulation.module.css'

/** What came of a simulation. */
export function SimulationView({
  simulation,
}: {
  readonly simulation: SimulationAnswer
}): ReactNode {
  if (simulation.kind === 'cannot')
    return (
      <Notice tone="warn" title="This portal’s node cannot simulate">
        It knows no eth_simulateV1. Read the calls, or look at them on a portal whose node does.
      </Notice>
    )
  return (
    <div className={css.view}>
      <Verdict whole={simulation.whole} />
      <ChangesTable changes={simulation.changes} />
      <ol className={css.calls}>
        {simulation.calls.map((call, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: calls are told apart by their places
          <li key={i}>
            <SimulatedCall number={i + 1} outcome={call} />
          </li>
        ))}
      </ol>
    </div>
  )
}

function Verdict({ whole }: { readonly whole: Simulation['whole'] }): ReactNode {
  switch (whole.kind) {
    case 'executes':
      return (
        <Notice tone="good" title="It would be executed">
          By the governor and the timelock as they are now, for {whole.gasUsed.toLocaleString('en')}{' '}
          gas.
        </Notice>
      )
    case 'refused':
      return (
        <Notice tone="bad" title="It could not be executed now">
          {whole.message}
        </Notice>
      )
    case 'unknown':
      return (
        <Notice tone="warn" title="Its execution as a whole was not tried">
          The governor or the timelock is not the one that this page knows. What each call alone
          would do stands below.
        </Notice>
      )
  }
}
