import type { ReactNode } from 'react'
import { formatAmount } from '../../../../shared/format/index.ts'
import { Card, Facts, ShareBar, Time, Timeline } from '../../../../shared/ui/index.ts'
import type { Standing } from '../../queries/useStanding.ts'
import { stepsOf } from './stepsOf.ts'

/** Votes, quorum and times of a proposal, as its governor says. */
export function StandingCard({ standing }: { readonly standing: Standing }): ReactNode {
  const { votes, quorum } = standing
  const parts = [
    { name: 'For', value: Number(votes.for), text: formatAmount(votes.for), tone: 'good' },
    {
      name: 'Against',
      value: Number(votes.against),
      text: formatAmount(votes.against),
      tone: 'bad',
    },
    {
      name: 'Abstain',
      value: Number(votes.abstain),
      text: formatAmount(votes.abstain),
      tone: 'plain',
    },
  ] as const
  const cast = parts.reduce((sum, { value }) => sum + value, 0)
  return (
    <Card title="Where it stands">
      {/* With nothing cast there is no whole to have parts of. */}
      <ShareBar title="Votes so far" parts={parts} whole={cast || 1} />
      <Facts
        rows={[
          [
            'Quorum',
            quorum === undefined
              ? 'known after the snapshot'
              : `${formatAmount(quorum)} for or abstaining`,
          ],
          ['Stake votes as of', <Time key="snapshot" at={standing.snapshot} />],
        ]}
      />
      <Timeline
        title="Life of the proposal"
        steps={stepsOf(standing).map(({ name, state, at }) => ({
          name,
          state,
          ...(at !== undefined && { note: <Time at={at} /> }),
        }))}
      />
    </Card>
  )
}
