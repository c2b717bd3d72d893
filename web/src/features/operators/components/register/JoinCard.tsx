import type { ReactNode } from 'react'
import { PageLink } from '../../../../shared/route/index.ts'
import { Card } from '../../../../shared/ui/index.ts'

/** What the daemon does by itself from then on. */
export function JoinCard(): ReactNode {
  return (
    <Card title="4. It joins by itself">
      <p>
        It bonds, registers its keys and roles with proofs that it has them, announces its addresses
        and says <code>ready</code>. It then stands among the{' '}
        <PageLink href="/operators">operators</PageLink>. A trainer is a member from the next round
        that opens, a validator from the next validator set on.
      </p>
      <p>
        To leave: stop the daemon, <code>vain retire</code>, <code>vain unbond all</code>, and{' '}
        <code>vain withdraw</code> after the time of unbonding, each with the daemon’s{' '}
        <code>--config</code>.
      </p>
    </Card>
  )
}
