import { type GossipSub, TopicValidatorResult } from '@libp2p/gossipsub'
import { type Log, VainError } from '@vain/base'
import { createAdmission } from '../limits/admission.ts'
import type { Gate } from '../transport/gate.ts'

/** Greatest hint, in bytes. */
export const maxHintBytes = 4096

/** Gossip that nothing depends on but speed. */
export type Hints = {
  /**
   * Tells the others, as far as it can: a hint may get lost.
   *
   * @throws {VainError} `net/too-large` beyond 4,096 bytes
   */
  publish(bytes: Uint8Array): Promise<void>
  /**
   * Calls `listener` with each hint of an admitted peer, signed by it, not this node's own.
   *
   * @returns the way to stop that
   */
  onHint(listener: (peerId: string, bytes: Uint8Array) => void): () => void
}

/** Hints on one topic, of admitted authors only, wherever they come through. */
export function createHints(
  deps: { log: Log; gate: Gate; gossip: GossipSub },
  topic: string,
): Hints {
  const { log, gate, gossip } = deps
  const listeners = new Set<(peerId: string, bytes: Uint8Array) => void>()
  const limits = { maxConcurrent: Number.POSITIVE_INFINITY, perSecond: 16, burst: 256 }
  const admission = createAdmission(limits, () => performance.now())
  gossip.topicValidators.set(topic, (source, message) => {
    if (message.type !== 'signed') return TopicValidatorResult.Reject
    if (message.data.length > maxHintBytes) return TopicValidatorResult.Reject
    const author = message.from.toString()
    // Not rejected: gates of honest peers differ for a block, which must not cost them their score.
    if (!gate.admits(source.toString()) || !gate.admits(author)) return TopicValidatorResult.Ignore
    return admission.enter(author) ? TopicValidatorResult.Accept : TopicValidatorResult.Ignore
  })
  gossip.addEventListener('message', ({ detail: message }) => {
    if (message.type !== 'signed' || message.topic !== topic) return
    for (const listener of [...listeners]) {
      try {
        listener(message.from.toString(), message.data)
      } catch (error) {
        log.error('a hint was not handled', { error })
      }
    }
  })
  gossip.subscribe(topic)
  return {
    async publish(bytes) {
      if (bytes.length > maxHintBytes)
        throw new VainError('net/too-large', `a hint has at most ${maxHintBytes} bytes`, {
          length: bytes.length,
        })
      await gossip.publish(topic, bytes)
    },
    onHint(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
