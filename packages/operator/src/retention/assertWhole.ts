import { VainError } from '@vain/base'
import type { LedgerReader } from '@vain/chain'
import type { LedgerView } from '@vain/protocol'

/**
 * Compares a view, which was added up from logs, with what the contracts themselves say: all
 * registrations, how many runs there are, and the head of each. A node that keeps back logs, or has
 * not got all of them yet, is found so; one that lies about the contracts, too, is not.
 *
 * @throws {VainError} `operator/partial-view`, and what the chain throws
 */
export async function assertWhole(
  reader: Pick<LedgerReader, 'membership' | 'runCount' | 'headOf'>,
  { membership, runs }: LedgerView,
): Promise<void> {
  if ((await reader.membership()) !== membership) throw partial('membership')
  if ((await reader.runCount()) !== runs.size) throw partial('runs')
  for (const { run, machine } of runs.values())
    if ((await reader.headOf(run)) !== machine.head) throw partial(`head of run ${run}`)
}

function partial(what: string): VainError {
  return new VainError(
    'operator/partial-view',
    'the logs of the chain do not add up to what its contracts say',
    { what },
  )
}
