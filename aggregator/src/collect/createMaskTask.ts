import { toHex } from '@vain/base'
import { merkleRootOfBytes } from '@vain/crypto'
import {
  checkMask,
  encodeVectorRequest,
  type Mask,
  phases,
  type RoundFrame,
  toWords,
  vectorProtocol,
} from '@vain/protocol'
import type { RunningSum } from '../fold/index.ts'
import type { Scene } from '../round/index.ts'
import type { Task, Work } from '../work.ts'
import { askAndKeep } from './askAndKeep.ts'
import type { EnvelopeOf, MessageRule } from './askOperator.ts'
import { type Collection, createCollection, type Outcome } from './createCollection.ts'
import { placeOf } from './createSetTask.ts'
import { isReady, publishSet } from './publishSet.ts'

type MaskEnvelope = EnvelopeOf<typeof phases.mask>

/**
 * Collects mask messages with their vectors. A vector is pulled, compared with its root, stored so
 * that its CID is served from here too, and added to the running sum before the next one takes its
 * place in memory. Whoever's vector cannot be had or does not fit is not in U2.
 *
 * @param words - length that every vector must have
 */
export function createMaskTask(work: Work, scene: Scene, frame: RoundFrame, words: number): Task {
  const { deps, settings, slots, changed } = work
  const { view, round } = scene
  const rule: MessageRule<typeof phases.mask> = {
    view,
    round,
    phase: phases.mask,
    check: (_sender, body) => checkMask(frame, words, body),
  }
  const log = deps.log.with(placeOf(rule))
  const sum = work.sums.open(toHex(frame.ctx), words)

  const ask = async (operator: number, signal: AbortSignal): Promise<Outcome<MaskEnvelope>> => {
    const outcome = await askAndKeep(deps, rule, operator)
    if (outcome.kind !== 'answer' || sum.has(operator)) return outcome
    return slots.pull.hold(async () => {
      const problem = await takeVector(work, operator, outcome.value.body, words, sum, signal)
      return problem === undefined ? outcome : { kind: 'bad', reason: problem }
    })
  }
  const start = (): Collection<MaskEnvelope> =>
    createCollection(
      { clock: deps.clock, log, slots: slots.ask, changed },
      { expected: round.shares?.indices ?? [], pollMs: settings.pollMs },
      ask,
    )
  let collection = start()
  return {
    async step(now, until) {
      if (!isReady(collection, now, until)) return
      // What comes from here on is not in U2, so it must not get into the sum either.
      collection.stop()
      const isSent = await publishSet(work, now, 'mask', collection.answers().values())
      if (!isSent) collection = start()
    },
    hint(phase, operator) {
      if (phase === rule.phase) collection.hint(operator)
    },
    stop: () => collection.stop(),
  }
}

/** Adds an operator's vector to the sum; otherwise why it is not fit for it. */
async function takeVector(
  { deps, settings }: Work,
  operator: number,
  { run, round, root, cid }: Mask,
  words: number,
  sum: RunningSum,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { network, peers } = deps
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
  if (!signal.aborted) sum.add(operator, toWords(bytes, words))
  return undefined
}
