import type { EventRow } from '../../api/chain/events.ts'
import type { StakeHistory } from '../../api/stake/history.ts'
import type { Context } from '../context.ts'
import { thin } from '../pages.ts'

/** Points and validator sets that are told. */
const [maxPoints, maxSets] = [500, 200]

const names = ['Bonded', 'Unbonding', 'Slashed']

/** Tells the stake over time, and adds it up anew only once something has changed. */
export function createStakeHistory({ index }: Context): () => Promise<StakeHistory> {
  let known: { readonly key: string; readonly history: StakeHistory } | undefined
  return async () => {
    const newest = { contract: 'vault', names, order: 'newest', limit: 1 } as const
    const [last] = await index.store.events(newest)
    const sets = { contract: 'epochSet', names: ['Snapshotted'], order: 'newest' } as const
    const epochs = await index.store.events({ ...sets, limit: maxSets })
    const key = [last, epochs[0]].map((event) => `${event?.transaction}.${event?.logIndex}`).join()
    if (known?.key !== key)
      known = {
        key,
        history: { points: await pointsOf(index), epochs: epochs.toReversed().map(toEpoch) },
      }
    return known.history
  }
}

async function pointsOf(index: Context['index']): Promise<StakeHistory['points']> {
  let bonded = 0n
  const moves = await index.store.events({ contract: 'vault', names, order: 'oldest' })
  const points = moves.map(({ name, at, block, arguments: args }) => {
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
