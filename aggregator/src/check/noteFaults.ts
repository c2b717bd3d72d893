import type { GroupFinding, GroupVerdict, RoundView } from '@vain/protocol'
import type { Work } from '../work.ts'

type Noting = Pick<Work, 'deps'>
type Judgement = GroupFinding | GroupVerdict

/** What stands in the messages of members and places, and not in which of them a leader shows. */
const provenFaults: ReadonlySet<string> = new Set(['not-small', 'not-zero', 'too-long'])

/**
 * Says which groups a check leaves out of the sums, and remembers whose fault that is. Another leader
 * may have left out what honest members sent: who is missing or inconsistent in its bundles may be
 * its doing.
 *
 * @param isOwn - whether this aggregator has collected both bundles itself
 */
export function noteFindings(
  work: Noting,
  at: RoundView,
  judgements: ReadonlyMap<number, Judgement>,
  isOwn: boolean,
): void {
  const { log } = work.deps
  const { run, round } = at
  for (const [group, judgement] of judgements) {
    if (judgement.kind !== 'condemned') continue
    const { reason, members } = judgement
    log.warn('a group is left out of the sum', { run, round, group, reason })
    for (const [operator, why] of members)
      if (isOwn || provenFaults.has(why)) noteFault(work, at, operator, why)
  }
}

/** Remembers who kept silent where sketches were due, although it is in the sum. */
export function noteSilent(work: Noting, at: RoundView, silent: readonly number[]): void {
  for (const operator of silent) noteFault(work, at, operator, 'missing')
}

function noteFault({ deps }: Noting, at: RoundView, operator: number, reason: string): void {
  const { run, round } = at
  deps.store.saveFault({ run, round }, operator, reason)
  deps.log.warn('a member is at fault and left out of rounds to come', {
    ...{ run, round, operator, reason },
  })
}

/**
 * Remembers of whom there is no saying who sketched another vector than its own: everyone of a group
 * whose sum is not that of its sketches. Whoever was in a sum that is, is no longer suspected.
 *
 * @param groups - the survivors of each group
 */
export function noteVerdicts(
  { deps }: Noting,
  at: RoundView,
  groups: ReadonlyMap<number, readonly number[]>,
  verdicts: ReadonlyMap<number, GroupVerdict>,
): void {
  const { run, round } = at
  for (const [group, verdict] of verdicts) {
    const members = groups.get(group) ?? []
    if (verdict.kind === 'accept') deps.store.clearSuspects(at, members)
    else if (verdict.reason === 'unequal') {
      deps.store.saveSuspects(at, members)
      deps.log.warn('a group is left out of the sum', {
        ...{ run, round, group, reason: verdict.reason, suspects: members },
      })
    }
  }
}
