import { toHex } from '@vain/base'
import { merkleRootOfBytes } from '@vain/crypto'
import { deriveModel, type Fault, fromWords, isFault } from '@vain/protocol'
import { openSum } from '../fold/index.ts'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'

/**
 * Opens the sum, derives the model, publishes both and proposes them.
 *
 * @returns the fault that stands in the way: one that is not `missing` stays for good, and the
 *   round runs to its deadline
 */
export async function propose(work: Work, scene: Scene): Promise<Fault | undefined> {
  const { deps, tables, send } = work
  const [configuration, parent] = [await tables.configuration(scene), await tables.parent(scene)]
  if (isFault(configuration)) return configuration
  if (isFault(parent)) return parent
  const sum = await openSum(work, scene)
  if (isFault(sum)) return sum
  const model = deriveModel({ round: scene.round, configuration, parent }, sum)
  if (isFault(model)) return model
  const [sumBytes, modelBytes] = [fromWords(sum), fromWords(model)]
  const { content } = deps.network
  const proposal = {
    sumRoot: toHex(merkleRootOfBytes(sumBytes)),
    modelRoot: toHex(merkleRootOfBytes(modelBytes)),
    sumCid: await content.put(sumBytes),
    modelCid: await content.put(modelBytes),
  }
  const { run, round, masks } = scene.round
  const facts = { count: masks?.indices.length ?? 0, modelRoot: proposal.modelRoot }
  await send(scene, 'propose', facts, () => deps.writer.propose(run, round, proposal))
  return undefined
}
