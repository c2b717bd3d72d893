import type { ReactNode } from 'react'
import { Card, Hash } from '../../../shared/ui/index.ts'
import { commandOf } from '../queries/commandOf.ts'
import type { Choice } from '../worker/chooseRounds.ts'
import css from './OwnMachine.module.css'

/** The same on one's own machine, for those who trust neither this page nor its chain endpoint. */
export function OwnMachine({
  run,
  ledger,
  choice,
}: {
  readonly run: number
  readonly ledger: string
  readonly choice: Choice | undefined
}): ReactNode {
  const command = commandOf(run, ledger, choice ?? { kind: 'all' })
  return (
    <Card title="On your own machine">
      <p>
        This page and the chain’s events come from one server. To trust neither, run the same audit
        from the sources, with an RPC endpoint of your own:
      </p>
      <Hash value={command} name={<code className={css.command}>{command}</code>} />
    </Card>
  )
}
