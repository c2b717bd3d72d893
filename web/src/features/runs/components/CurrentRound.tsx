'use client'

import type { RunRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatCount } from '../../../shared/format/index.ts'
import { PageLink, places } from '../../../shared/route/index.ts'
import { Facts, Hash, Loaded, Notice, Time } from '../../../shared/ui/index.ts'
import { useRound } from '../queries/useRuns.ts'
import { RoundTimeline } from './RoundTimeline.tsx'

/** The newest round of a run as it goes on: its phase, by when, and who leads. */
export function CurrentRound({ run }: { readonly run: RunRow }): ReactNode {
  const round = useRound(run.run, run.round)
  if (run.round === 0)
    return (
      <Notice title="No round has been opened yet">
        The aggregator whose turn it is opens the first one as soon as enough trainers are there.
      </Notice>
    )
  return (
    <>
      <Loaded query={round} what="the round">
        {({ steps }) => <RoundTimeline state={run.state} steps={steps} round={run.round} />}
      </Loaded>
      <Facts
        rows={[
          [
            'Round',
            <PageLink key="round" href={places.round(run.run, run.round)} prefetch={false}>
              {run.round} of run {run.run}
            </PageLink>,
          ],
          ...deadlineOf(run),
          [isUnderWay(run) ? 'Leader' : 'Opens the next', <Leader key="leader" run={run} />],
          ['In the sum', inSum(round.data)],
        ]}
      />
    </>
  )
}

const isUnderWay = ({ state }: RunRow): boolean =>
  state === 'open' || state === 'masked' || state === 'proposed'

/** By when something happens, where there is such a time. */
function deadlineOf(run: RunRow): [string, ReactNode][] {
  const time = <Time key="deadline" at={run.deadline} />
  if (isUnderWay(run)) return [['Goes on, or is aborted', time]]
  return run.state === 'certified' || run.state === 'disputed' ? [['Counts as final', time]] : []
}

function inSum(round: { survivors?: number | undefined; members: number } | undefined): string {
  if (round === undefined) return '–'
  return round.survivors === undefined
    ? `not fixed yet, ${formatCount(round.members)} members`
    : `${formatCount(round.survivors)} of ${formatCount(round.members)} members`
}

function Leader({ run: { leader } }: { readonly run: RunRow }): ReactNode {
  if (leader === undefined) return 'nobody: no aggregator is active'
  if (leader.operator === undefined) return <Hash value={leader.address} />
  return (
    <PageLink href={places.operator(leader.operator)} prefetch={false}>
      Operator {leader.operator}
    </PageLink>
  )
}
