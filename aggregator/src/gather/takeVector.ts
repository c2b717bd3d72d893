import { noMeter, toHex } from '@vain/base'
import { merkleRootOfBytes } from '@vain/crypto'
import {
  cidOfContent,
  encodeVectorRequest,
  type Mask,
  vectorProtocol,
  viewWords,
} from '@vain/protocol'
import type { RunningSum } from '../fold/index.ts'
import { aggregatorMetrics } from '../metrics.ts'
import type { Work } from '../work.ts'

type TakeVector = (
  work: Work,
  operator: number,
  message: Mask,
  words: number,
  sum: RunningSum,
  signal: AbortSignal,
) => Promise<string | undefined>

/** Adds an operator's vector to the sum; otherwise why it is not fit for it. */
export const takeVector: TakeVector = async (work, operator, message, words, ...rest) => {
  const { vectors, vectorBytes } = (work.deps.meter ?? noMeter).open(aggregatorMetrics)
  const problem = await addVector(work, operator, message, words, ...rest)
  vectors.add({ outcome: problem === undefined ? 'added' : 'unfit' })
  if (problem === undefined) vectorBytes.add({}, 4 * words)
  return problem
}

const addVector: TakeVector = async (
  { deps, settings },
  operator,
  { run, round, root, content },
  words,
  sum,
  signal,
) => {
  const { network, peers } = deps
  const cid = cidOfContent(toHex(content))
  const limits = { maxBytes: 4 * words, timeoutMs: settings.fetchTimeoutMs }
  const isHere = await network.content.hasLocally(cid)
  const peerId = peers.peerIdOf(operator)
  if (!isHere && peerId === undefined) return 'not active'
  const bytes = isHere
    ? await network.content.get(cid, limits, signal)
    : // The cast holds: without a peer id it was here.
      await network.pull(
        peerId as string,
        vectorProtocol,
        encodeVectorRequest({ run, round }),
        limits,
      )
  if (bytes.length !== 4 * words) return 'vector: wrong-length'
  if (toHex(merkleRootOfBytes(bytes)) !== toHex(root)) return 'vector: root-mismatch'
  if (!isHere && (await network.content.put(bytes)) !== cid) return 'vector: wrong-cid'
  if (!signal.aborted) sum.add(operator, viewWords(bytes, words))
  return undefined
}
