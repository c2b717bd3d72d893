import { fromText } from '@vain/base'
import { openExamples } from '@vain/data'
import {
  createCpuEngine,
  createModel,
  type Dataset,
  dealParts,
  type Engine,
  type Model,
  splitSet,
} from '@vain/learn'

/** How many train. */
export const members = 4

const batchSize = 16

/** Examples that nobody trains on, 64 characters each. */
const heldOutCount = 400

const modelName = 'character-gpt:vocabulary=82,width=32'

/** A member's text, which it goes through pass by pass, in an order drawn for each. */
export type Text = {
  /** Examples of the next steps. */
  next(steps: number): Promise<Dataset>
}

/** Who trains, on what, and what all are measured by. */
export type Federation = {
  readonly engine: Engine
  readonly model: Model
  readonly texts: readonly Text[]
  readonly heldOut: Dataset
}

/** Seed of one purpose. */
export const seedFor = (...parts: readonly (string | number)[]): Uint8Array =>
  fromText(['compression', ...parts].join('/'))

/** Deals 3,140 examples of Moby-Dick evenly. */
export async function openFederation(seed: number): Promise<Federation> {
  const set = await openExamples('moby-dick')
  const iid = { kind: 'iid' } as const
  const { train, heldOut } = splitSet(set, { seed: `${seed}`, heldOut: heldOutCount })
  const dealt = { partition: iid, parts: members, seed: seedFor('parts', seed) }
  const parts = dealParts(set, train, dealt)
  const openText = (part: Int32Array, member: number): Text => {
    let [pass, left] = [0, [] as number[]]
    return {
      async next(steps) {
        while (left.length < steps * batchSize) {
          const shuffled = { partition: iid, parts: 1, seed: seedFor('pass', seed, member, pass++) }
          left.push(...dealParts(set, part, shuffled).flatMap((positions) => [...positions]))
        }
        return set.load(Int32Array.from(left.splice(0, steps * batchSize)))
      },
    }
  }
  return {
    engine: createCpuEngine({ threads: 1 }),
    model: createModel(modelName, { batchSize, evaluateBatchSize: 100 }),
    texts: parts.map(openText),
    heldOut: await set.load(heldOut),
  }
}
