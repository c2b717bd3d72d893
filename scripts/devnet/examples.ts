import { fromHex, fromText, VainError } from '@vain/base'
import { openExamples, parseHeldOut, parsePartition, readSourcePolicy } from '@vain/data'
import { dealParts, hashExamples, splitSet } from '@vain/learn'
import { dataOf, type Plan } from './plan.ts'

/** Hash of all examples that nodes of a replayable run train on. */
export async function hashTraining(plan: Pick<Plan, 'data'>): Promise<Uint8Array> {
  const set = await openExamples(dataOf(plan))
  const { train } = splitSet(set, { seed: usual.seed, heldOut: parseHeldOut(usual.heldOut) })
  return fromHex(hashExamples(await set.load(train)))
}

/** What the daemons take where their configuration says nothing: their options' defaults. */
const usual = { seed: 'vain', heldOut: '20%' } as const

/**
 * Deals the examples of a network as its daemons will, so that they need not fail at it one by one.
 *
 * @throws {VainError} `devnet/too-few-examples`, and what opening and dealing the examples throw
 */
export async function checkDeal(plan: Plan): Promise<void> {
  const source = dataOf(plan)
  const { leastExamples } = readSourcePolicy(source).rules
  const set = await openExamples(source)
  const seed = fromText(usual.seed)
  const split = splitSet(set, { seed: usual.seed, heldOut: parseHeldOut(usual.heldOut) })
  const partition = parsePartition(plan.partition)
  const deal = (positions: Int32Array, how: typeof partition, parts: number, least: number) => {
    const smallest = Math.min(
      ...dealParts(set, positions, { partition: how, parts, seed }).map(({ length }) => length),
    )
    if (smallest < least)
      throw new VainError(
        'devnet/too-few-examples',
        `dealt to ${parts}, one has ${smallest} examples of ${set.count}, and ${least} are asked for`,
        {
          parts,
          smallest,
          least,
          wayOut: 'Add examples, or take another --partition, --nodes or --validators.',
        },
      )
  }
  deal(split.train, partition, plan.nodes, Math.max(1, leastExamples))
  deal(split.heldOut, { kind: 'iid' }, plan.validators, 1)
}
