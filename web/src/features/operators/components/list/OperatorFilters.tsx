import type { ReactNode } from 'react'
import { Field } from '../../../../shared/ui/index.ts'
import type { OperatorChoice } from '../../queries/selectOperators.ts'
import css from './OperatorFilters.module.css'

const choices = {
  role: { any: 'Any', trainer: 'Trainers', validator: 'Validators', aggregator: 'Aggregators' },
  standing: { any: 'Any', active: 'Active', retired: 'Retired' },
  order: { number: 'Number', stake: 'Stake', uptime: 'Uptime', strikes: 'Strikes' },
} as const

const labels = { role: 'Role', standing: 'Standing', order: 'Order' } as const

/** What a list of operators is narrowed down by. */
export function OperatorFilters({
  choice,
  onChange,
}: {
  readonly choice: OperatorChoice
  readonly onChange: (choice: OperatorChoice) => void
}): ReactNode {
  return (
    <div className={css.filters}>
      <Field label="Search">
        {(props) => (
          <input
            {...props}
            type="search"
            placeholder="Number, address, endpoint"
            value={choice.text}
            onChange={({ target }) => onChange({ ...choice, text: target.value })}
          />
        )}
      </Field>
      {(['role', 'standing', 'order'] as const).map((name) => (
        <Field key={name} label={labels[name]}>
          {(props) => (
            <select
              {...props}
              value={choice[name]}
              onChange={({ target }) => onChange({ ...choice, [name]: target.value })}
            >
              {Object.entries(choices[name]).map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </select>
          )}
        </Field>
      ))}
    </div>
  )
}
