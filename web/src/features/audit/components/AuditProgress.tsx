import type { ReactNode } from 'react'
import { Card } from '../../../shared/ui/index.ts'
import type { AuditState, Step } from '../queries/auditState.ts'
import css from './AuditProgress.module.css'

const steps: readonly (readonly [Step, string])[] = [
  ['chain', 'Events read from the chain, and the contract’s own words'],
  ['ledger', 'Events replayed through the round machine, and compared with these words'],
  ['validator-sets', 'Validator sets, and proofs that validators hold their keys'],
  ['run', 'Configuration, programs, data policy and first model'],
]

/** How far an audit is, step by step. */
export function AuditProgress({ state }: { readonly state: AuditState }): ReactNode {
  const { rounds, of, phase } = state
  const isBusy = phase === 'reading' || phase === 'checking'
  const at = steps.findIndex(([step]) => !state.steps.includes(step))
  return (
    <Card title="Progress">
      <ol className={css.steps}>
        {steps.map(([step, text], i) => {
          const word = state.steps.includes(step) ? 'done' : isBusy && i === at ? 'now' : 'waits'
          return (
            <li key={step}>
              <span className={css[word]}>{word}</span> {text}
              {step === 'chain' && state.events !== undefined && (
                <>
                  {' '}
                  ({state.events} up to block {state.block})
                </>
              )}
            </li>
          )
        })}
      </ol>
      <label className={css.rounds}>
        <span role="status">
          {of === undefined
            ? 'Rounds derived again'
            : `${rounds.length} of ${of} rounds derived again`}
        </span>
        <progress max={of ?? 1} value={rounds.length} />
      </label>
    </Card>
  )
}
