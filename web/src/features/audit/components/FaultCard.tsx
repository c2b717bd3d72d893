import type { AuditFault } from '@vain/audit'
import type { ReactNode } from 'react'
import { Facts, Hash, Notice } from '../../../shared/ui/index.ts'
import { indexOf } from '../queries/indexOf.ts'

/** The first thing that does not fit: which, whose, where, what was expected and what is there. */
export function FaultCard({
  fault,
  sentence,
}: {
  readonly fault: AuditFault
  readonly sentence: string
}): ReactNode {
  const { round, artefact, sender, offset, found, onChain, detail } = fault
  const index = indexOf(fault)
  const rows: [string, ReactNode][] = [
    ...row('Round', round),
    ['Artefact', artefact],
    ...row('Operator', sender),
    ...row('Expected: the chain names', onChain && <Hash value={onChain} />),
    ...row('Found', found && <Hash value={found} />),
    ...row('First byte that differs', offset),
    ...row('Index in the vector', index),
    ...row('Details', detail),
  ]
  return (
    <Notice tone="bad" title={`Fault: ${sentence.split(' [')[0]}.`}>
      <Facts rows={rows} />
      Nothing after the fault was looked at.
    </Notice>
  )
}

const row = (name: string, value: ReactNode): [string, ReactNode][] =>
  value === undefined ? [] : [[name, value]]
