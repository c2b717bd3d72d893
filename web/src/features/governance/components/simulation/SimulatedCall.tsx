import type { ReactNode } from 'react'
import { Notice } from '../../../../shared/ui/index.ts'
import { plainText } from '../../queries/calls/values.ts'
import type { CallOutcome } from '../../queries/simulation/simulateDecision.ts'
import css from './Simulation.module.css'

/** What one call of a proposal would do. @param number - its place, from 1 */
export function SimulatedCall({
  number,
  outcome: { gasUsed, events, refusal, isTold },
}: {
  readonly number: number
  readonly outcome: CallOutcome
}): ReactNode {
  if (refusal !== undefined)
    return (
      <Notice tone="bad" title={`Call ${number} fails`}>
        {refusal}
      </Notice>
    )
  if (!isTold)
    return (
      <Notice tone="warn" title={`What call ${number} does cannot be told`}>
        It fails when it is tried alone, which says nothing: the governor that would announce it is
        not the one that this page knows.
      </Notice>
    )
  return (
    <div className={css.view}>
      <p>
        Call {number}: {gasUsed.toLocaleString('en')} gas, {events.length || 'no'}{' '}
        {events.length === 1 ? 'event' : 'events'}.
      </p>
      {events.map(({ contract, name, args }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: events are told apart by their places
        <details key={i}>
          <summary>
            {contract}.{name ?? 'an event that is not known here'}
          </summary>
          <pre className={css.raw}>{plainText(args)}</pre>
        </details>
      ))}
    </div>
  )
}
