import { VainError } from '@vain/base'
import type { LedgerReader } from '@vain/chain'
import type { Hex, LedgerView } from '@vain/protocol'

/** What the contracts say themselves of all registrations, and of the head of each run from 1 on. */
export type LedgerWords = { readonly membership: Hex; readonly heads: readonly Hex[] }

/** @param reader - as of one block, that these may belong together */
export async function readWords(
  reader: Pick<LedgerReader, 'membership' | 'runs' | 'headOf'>,
): Promise<LedgerWords> {
  const [membership, count] = await Promise.all([reader.membership(), reader.runs()])
  const runs = Array.from({ length: count }, (_, i) => i + 1)
  return { membership, heads: await Promise.all(runs.map((run) => reader.headOf(run))) }
}

/**
 * Compares a view, which was added up from logs, with what the contracts themselves say as of the
 * same block. A node that keeps back logs, or has not got all of them yet, is found so; one that lies
 * about the contracts, too, is not.
 *
 * @throws {VainError} `operator/partial-view`
 */
export function assertWhole({ membership, heads }: LedgerWords, view: LedgerView): void {
  if (view.membership !== membership) throw partial('membership')
  if (view.runs.size !== heads.length) throw partial('runs')
  for (const { run, machine } of view.runs.values())
    if (machine.head !== heads[run - 1]) throw partial(`head of run ${run}`)
}

function partial(what: string): VainError {
  return new VainError(
    'operator/partial-view',
    'the logs of the chain do not add up to what its contracts say',
    { what },
  )
}
