'use client'

import type { ReactNode } from 'react'
import { useContracts } from '../../../../shared/chain/index.ts'
import { formatAmount, formatDuration, formatShare } from '../../../../shared/format/index.ts'
import { Card, Facts, Hash, Loaded } from '../../../../shared/ui/index.ts'
import { type Terms, useTerms } from '../../queries/useTerms.ts'

/** How long a decision takes and what it takes. */
export function TermsCard(): ReactNode {
  const terms = useTerms(useContracts().governor)
  return (
    <Card title="How decisions are made">
      <Loaded query={terms} what="the terms">
        {(terms) => <Facts rows={rowsOf(terms)} />}
      </Loaded>
    </Card>
  )
}

const rowsOf = (terms: Terms): [string, ReactNode][] => [
  ['Votes to propose', formatAmount(terms.proposalThreshold)],
  ['Quorum', `${formatShare(terms.quorumBps / 10_000)} of the stake that has a vote`],
  ['Before the vote', formatDuration(terms.votingDelay)],
  ['The vote', formatDuration(terms.votingPeriod)],
  ['After a late quorum, at least', formatDuration(terms.lateQuorumExtension)],
  ['In the timelock', formatDuration(terms.timelockDelay)],
  ['To be executed within', formatDuration(terms.executionSeconds)],
  [
    'May cancel',
    isNobody(terms.guardian) ? 'the proposer' : <Hash key="guardian" value={terms.guardian} />,
  ],
  ['Acts, and holds the treasury', <Hash key="timelock" value={terms.timelock} />],
]

const isNobody = (address: string): boolean => /^0x0+$/.test(address)
