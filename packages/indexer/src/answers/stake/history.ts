import type { EventRow } from '../../api/chain/events.ts'
import type { StakeHistory } from '../../api/stake/history.ts'
import type { Context } from '../context.ts'
import { thin } from '../pages.ts'

/** Points and validator sets that are told. */
const [maxPoints, maxSets] = [500, 200]

const names = ['Bonded', 'Unbonding', 'Slashed']

/** Tells the stake over time, and adds it up anew only once something has changed. */
export function createStakeHistory({ index }: Context): () => StakeHistory {
  let known: { readonly key: string; readonly history: StakeHistory } | undefined
  return () => {
    const [last] = index.store.events({ contract: 'vault', names, order: 'newest', limit: 1 })
    const sets = { contract: 'epochSet', names: ['Snapshotted'], order: 'newest' } as const
    const epochs = index.store.events({ ...sets, limit: maxSets })
    const key = [last, epochs[0]].map((event) => `${event?.transaction}.${event?.logIndex}`).join()
    if (known?.key !== key)
      known = {
        key,
        history: { points: pointsOf(index), epochs: epochs.toReversed().map(toEpoch) },
      }
    return known.history
  }
}

function pointsOf(index: Context['index']): StakeHistory['points'] {
  let bonded = 0n
  const points = index.store
    .events({ contract: 'vault', names, order: 'oldest' })
    .map(({ name, at, block, arguments: args }) => {
      if (name === 'Bonded') bonded += BigInt(String(args.amount))
      else bonded -= BigInt(String(name === 'Slashed' ? args.fromBonded : args.amount))
      return { at, block, bonded: String(bonded) }
    })
  return thin(points, maxPoints)
}

function toEpoch({ at, arguments: args }: EventRow): StakeHistory['epochs'][0] {
  return {
    epoch: Number(args.epoch),
    at,
    validators: (args.indices as readonly string[]).length,
    weight: String(args.totalWeight),
  }
}
