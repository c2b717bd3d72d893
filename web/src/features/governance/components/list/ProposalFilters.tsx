'use client'

import { type ProposalState, proposalStates } from '@vain/abi'
import type { ReactNode } from 'react'
import { Columns, Field } from '../../../../shared/ui/index.ts'
import type { Filter } from './ProposalList.tsx'

/** Words and state by which proposals are looked for. */
export function ProposalFilters({
  filter,
  onChange,
}: {
  readonly filter: Filter
  readonly onChange: (filter: Filter) => void
}): ReactNode {
  return (
    <Columns>
      <Field label="Search">
        {(props) => (
          <input
            {...props}
            type="search"
            maxLength={100}
            placeholder="Words of the description, or an id"
            value={filter.text}
            onChange={(event) => onChange({ ...filter, text: event.target.value })}
          />
        )}
      </Field>
      <Field label="State">
        {(props) => (
          <select
            {...props}
            value={filter.state}
            onChange={(event) =>
              onChange({ ...filter, state: event.target.value as ProposalState | '' })
            }
          >
            <option value="">all</option>
            {proposalStates.map((state) => (
              <option key={state}>{state}</option>
            ))}
          </select>
        )}
      </Field>
    </Columns>
  )
}
