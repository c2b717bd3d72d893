import { VainError } from '@vain/base'
import { formatVain } from '@vain/operator'
import { timeOf } from '../run/json.ts'
import type { ComputedRewards } from './computeRewards.ts'

/**
 * Signatures of a set that is too old would be for nothing.
 *
 * @throws {VainError} `rewards/stale-set`
 */
export async function assertFresh({ reader, set }: ComputedRewards): Promise<void> {
  const oldest = await reader.oldestEpoch()
  if (set.epoch >= oldest) return
  throw new VainError('rewards/stale-set', `the newest set is of epoch ${set.epoch}`, {
    oldest,
    wayOut: 'A round that opens makes a new one, and so does EpochSet.snapshot, by anyone.',
  })
}

/**
 * A total below that of the last distribution takes from those who have not claimed: nobody, by an honest
 * policy, ever earns less. Whoever asks validators to sign as of an older block would have that.
 *
 * @param lower - that somebody means it
 * @throws {VainError} `rewards/lower-total`
 */
export async function assertNoLess(
  { reader, distribution: { total } }: ComputedRewards,
  { lower }: { readonly lower: boolean },
): Promise<void> {
  const last = (await reader.pending()) ?? (await reader.current())
  if (lower || last === undefined || total >= last.total) return
  throw new VainError(
    'rewards/lower-total',
    `${formatVain(total)} VAIN in all are less than the ${formatVain(last.total)} of distribution ${last.number}`,
    {
      wayOut:
        'Name a later --block. If that distribution is false, or governance lowered what past rounds pay, say --lower.',
    },
  )
}

/**
 * Says in advance what the contract would refuse.
 *
 * @throws {VainError} `rewards/stale-set`, `rewards/pending`, `rewards/underfunded`
 */
export async function assertTakes(computed: ComputedRewards): Promise<void> {
  const { reader, distribution } = computed
  await assertFresh(computed)
  const pending = await reader.pending()
  if (pending !== undefined)
    throw new VainError('rewards/pending', `distribution ${pending.number} does not count yet`, {
      wayOut: `Bring it from ${timeOf(pending.activeAt)} on: what is signed stays good until its validators’ set is too old.`,
    })
  const funded = await reader.totalFunded()
  if (distribution.total > funded)
    throw new VainError(
      'rewards/underfunded',
      `${formatVain(funded)} VAIN were ever paid in, and ${formatVain(distribution.total)} are owed`,
      { wayOut: 'Send VAIN to the contract.' },
    )
}
