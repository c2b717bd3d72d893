import { fromText, toHex, VainError } from '@vain/base'
import { type DataSource, openExamples } from '@vain/data'
import { type Dataset, dealParts, type ExampleSet, hashExamples, splitSet } from '@vain/learn'
import { keepRead } from './keepRead.ts'
import type { PartRequest } from './messages.ts'

type Known = { readonly set: ExampleSet; readonly train: Int32Array; readonly hash: string }

/** Loads parts of a source's examples. */
export type Parts = (part: PartRequest) => Promise<Dataset>

/**
 * Parts of all examples of a source that are not held out, dealt at random by the source's seed.
 *
 * Nothing is read before the first part is asked for; a read that failed is tried again.
 *
 * @throws {VainError} `train/other-examples` unless they are those whose hash is asked for, and what
 *   reading and dealing examples throw
 */
export function openParts({ source, seed, heldOut }: DataSource): Parts {
  const read = keepRead(async (): Promise<Known> => {
    const set = await openExamples(source)
    const { train } = splitSet(set, { seed, heldOut })
    return { set, train, hash: hashExamples(await set.load(train)) }
  })
  return async ({ part, parts, examples }) => {
    const { set, train, hash } = await read()
    if (hash !== toHex(examples))
      throw new VainError('train/other-examples', 'these are not the examples of the run', {
        ours: hash,
        ofTheRun: toHex(examples),
        wayOut: 'Name the --data, --data-seed and --held-out that the run was made with.',
      })
    const how = { partition: { kind: 'iid' }, parts, seed: fromText(seed) } as const
    return set.load(dealParts(set, train, how)[part] ?? new Int32Array())
  }
}
