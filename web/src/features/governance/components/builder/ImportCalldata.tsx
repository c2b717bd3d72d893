'use client'

import { type ReactNode, useState } from 'react'
import { useContracts } from '../../../../shared/chain/index.ts'
import { Button, Field } from '../../../../shared/ui/index.ts'
import type { Draft } from '../../drafts/draft.ts'
import { fromCalldata } from '../../drafts/fromCalldata.ts'

/** Takes over a proposal that was made elsewhere, such as by `vain run create`. */
export function ImportCalldata({
  onImport,
}: {
  readonly onImport: (draft: Omit<Draft, 'id'>) => void
}): ReactNode {
  const contracts = useContracts()
  const [data, setData] = useState('')
  const found = fromCalldata(contracts, data)
  return (
    <details>
      <summary>Take over calldata of a proposal</summary>
      <Field
        label="Calldata of propose"
        hint="As vain run create prints it. It replaces what stands above."
        error={
          data === '' || found ? undefined : 'This is no calldata of a proposal to this governor.'
        }
      >
        {(props) => (
          <textarea
            {...props}
            rows={3}
            spellCheck={false}
            value={data}
            onChange={(event) => setData(event.target.value)}
          />
        )}
      </Field>
      <Button
        disabled={found === undefined}
        onClick={() => {
          if (found !== undefined) onImport(found)
          setData('')
        }}
      >
        Take it over
      </Button>
    </details>
  )
}
