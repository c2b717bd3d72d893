'use client'

import { type ReactNode, useState } from 'react'
import { Button, Field, Notice } from '../../../../shared/ui/index.ts'
import { catalogue } from '../../catalogue/index.ts'
import type { DraftCall } from '../../drafts/draft.ts'
import { emptyCall } from '../../drafts/useDrafts.ts'

const upgrades = 'Upgrades: who may call what'

/** Chooses one more thing to do. */
export function AddCall({ onAdd }: { readonly onAdd: (call: DraftCall) => void }): ReactNode {
  const [name, setName] = useState('governor.setVotingDelay')
  const isUpgrade = catalogue[upgrades]?.some((one) => `${one.contract}.${one.function}` === name)
  return (
    <>
      <Field label="What to add">
        {(props) => (
          <select {...props} value={name} onChange={(event) => setName(event.target.value)}>
            {Object.entries(catalogue).map(([group, motions]) => (
              <optgroup key={group} label={group}>
                {motions.map((one) => (
                  <option key={one.label} value={`${one.contract}.${one.function}`}>
                    {one.label}
                  </option>
                ))}
              </optgroup>
            ))}
            <optgroup label="Anything else">
              <option value="">Pay ether from the treasury, or call any contract</option>
            </optgroup>
          </select>
        )}
      </Field>
      {isUpgrade && (
        <Notice title="What an upgrade is here">
          No contract has code that can be exchanged. A court, the slasher, the lineage, the rewards
          or the governor is replaced by another contract that stands already: one proposal gives it
          the role and takes it from the old one. The vault and the ledger are never replaced.
        </Notice>
      )}
      <Button onClick={() => onAdd(emptyCall(name))}>Add it</Button>
    </>
  )
}
