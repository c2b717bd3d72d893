import { createHash } from 'node:crypto'
import type { RPC } from '@libp2p/gossipsub/message'

/**
 * By what a message of gossip is known again before its signature is looked at: each peer of a mesh
 * passes it on, and without this each copy costs a signature check (3 ms). It stands for all of the
 * message, signature included, so that nobody makes a genuine one pass for seen by a forged one.
 *
 * @returns SHA-256 in base64
 */
export function rawMessageId(message: RPC.Message): string {
  const { from, seqno, data, topic, signature, key } = message
  const hash = createHash('sha256')
  for (const part of [from, seqno, data, new TextEncoder().encode(topic), signature, key]) {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(part?.length ?? 0)
    hash.update(length).update(part ?? new Uint8Array())
  }
  return hash.digest('base64')
}
