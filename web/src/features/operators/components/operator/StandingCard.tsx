import type { OperatorDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatAmount, formatMoment, formatShare } from '../../../../shared/format/index.ts'
import { PageLink, places } from '../../../../shared/route/index.ts'
import { Card, Facts, Hash, Time } from '../../../../shared/ui/index.ts'
import { uptimeOf } from '../../queries/selectOperators.ts'

/** What an operator has at stake and how it fared. */
export function StandingCard({ operator }: { readonly operator: OperatorDetail }): ReactNode {
  const { address, roles, bonded, votes, unbonding, holds, rounds, strikes, seenAt } = operator
  const uptime = uptimeOf(operator)
  const vain = (amount: string): string => `${formatAmount(BigInt(amount))} VAIN`
  return (
    <Card title="Standing">
      <Facts
        rows={[
          ['Address', <Hash key="address" value={address} />],
          [
            'Account',
            <PageLink key="account" href={places.account(address)}>
              its stake, votes and history
            </PageLink>,
          ],
          ['Roles', roles.join(', ')],
          ['Staked', vain(bonded)],
          ...(unbonding === undefined
            ? []
            : [
                [
                  'Unbonding',
                  `${vain(unbonding.amount)}, free from ${formatMoment(unbonding.readyAt)}`,
                ] as const,
              ]),
          ['Votes', formatAmount(BigInt(votes))],
          ['Open cases', holds],
          ['Strikes', strikes],
          ['Lost', vain(operator.slashed)],
          ['Claimed rewards', vain(operator.rewards)],
          [
            'Uptime',
            uptime === undefined
              ? 'it was in no round'
              : `${formatShare(uptime)}: in the sum of ${rounds.survived} of its ${rounds.member} rounds`,
          ],
          ['Last seen', seenAt === undefined ? 'never' : <Time key="seen" at={seenAt} />],
        ]}
      />
    </Card>
  )
}
