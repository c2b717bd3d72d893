import { fromHex, fromText } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { type Configuration, hasCommittee, permute } from '@vain/protocol'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'

/** Rounds for which a leader leaves out who was at fault, and suspects. */
const exclusionRounds = 16

/**
 * Members that a leader does not ask in a round, because of what checks found in rounds before: those
 * at fault, the latest first, then suspects by lot. As many stay as the round needs.
 */
export function whoIsLeftOut(
  { deps }: Pick<Work, 'deps'>,
  { round }: Pick<Scene, 'round'>,
  configuration: Pick<Configuration, 'aggregation'>,
): ReadonlySet<number> {
  const { members, threshold, run, openHead } = round
  const since = { run, round: round.round - exclusionRounds }
  const faulty = deps.store.faults(since).filter((index) => members.includes(index))
  const suspects = deps.store
    .suspects(since)
    .filter((index) => members.includes(index) && !faulty.includes(index))
  const seed = sha256(fromText('vain/suspects/1'), fromHex(openHead))
  const spare = members.length - Math.max(threshold, fewestFor(configuration, members.length))
  return new Set([...faulty, ...permute(suspects, seed)].slice(0, Math.max(0, spare)))
}

/** Members that a run's committee needs. */
function fewestFor(configuration: Pick<Configuration, 'aggregation'>, most: number): number {
  let fewest = 0
  while (fewest < most && !hasCommittee(configuration, fewest)) fewest++
  return fewest
}
