'use client'

import { type ReactNode, useState } from 'react'
import { Button, Card, Notice } from '../../../shared/ui/index.ts'
import { useAudit } from '../queries/useAudit.ts'
import type { Choice } from '../worker/chooseRounds.ts'
import { AuditProgress } from './AuditProgress.tsx'
import { ChoiceForm } from './ChoiceForm.tsx'
import { FoundCards } from './FoundCards.tsx'
import { OwnMachine } from './OwnMachine.tsx'

const busy: readonly string[] = ['reading', 'checking']

/** Asks how much, verifies it, and shows what came out. */
export function AuditOfRun({
  run,
  ledger,
}: {
  readonly run: number
  readonly ledger: `0x${string}`
}): ReactNode {
  const { state, start, cancel } = useAudit()
  const [choice, setChoice] = useState<Choice | undefined>({ kind: 'all' })
  const isBusy = busy.includes(state.phase)
  return (
    <>
      <Card title="What to verify">
        <ChoiceForm onChange={setChoice} />
        {isBusy ? (
          <Button onClick={cancel}>Cancel</Button>
        ) : (
          <Button
            tone="main"
            disabled={choice === undefined}
            onClick={() => choice && start({ run, ledger, choice })}
          >
            Verify
          </Button>
        )}
      </Card>
      {state.phase === 'cancelled' && <Notice tone="warn" title="Cancelled: nothing is proven." />}
      {state.failure && (
        <Notice tone="bad" title="The run could not be looked at">
          {state.failure.text} <code>{state.failure.code}</code>
        </Notice>
      )}
      {state.phase !== 'idle' && <AuditProgress state={state} />}
      {state.found && <FoundCards found={state.found} />}
      <OwnMachine run={run} ledger={ledger} choice={choice} />
    </>
  )
}
