import { concatBytes, toUint, VainError } from '@vain/base'
import { addMask, merkleRoot, subtractMask } from '@vain/crypto'
import { toBitmap } from '../bitmap.ts'
import type { Mask } from '../messages/bodies.ts'
import type { MaskFrame, ShareTable } from './frame.ts'
import { pairSeed, type RoundSecrets, selfMaskKey } from './keys.ts'
import { dealOf, validEdges } from './share.ts'

/**
 * Turns a quantised update into the masked vector, in place: `words` is `x` before and `y` after.
 *
 * The aggregator learns the sum over the survivors and nothing else about any one update, as long
 * as fewer than `2t − n` members collude with it and the self seed is used once.
 *
 * @param words - `d + 1` words, two's complement
 * @throws {VainError} `protocol/too-few-edges` if fewer than `threshold − 1` edges are valid
 *
 * Source: docs/protocol §4.5, after Bonawitz et al. 2017, §4.
 */
export function maskUpdate(
  frame: MaskFrame,
  shares: ShareTable,
  index: number,
  secrets: RoundSecrets,
  words: Uint32Array,
): void {
  const peers = validEdges(shares, index)
  if (peers.length < frame.threshold - 1)
    throw new VainError('protocol/too-few-edges', 'too few valid edges hide this update', {
      edges: peers.length,
      needed: frame.threshold - 1,
    })
  addMask(words, selfMaskKey(frame, index, secrets.selfSeed))
  for (const peer of peers) {
    const keys = frame.roster.get(peer)
    if (keys === undefined) continue
    const seed = pairSeed(frame, index, secrets.maskSeed, peer, keys.maskKey)
    if (index < peer) addMask(words, seed)
    else subtractMask(words, seed)
  }
}

/**
 * The pair masks in a member's vector, as its mask message names them: who, and a root over
 * `u16(peer) ‖ edge`, so that one of them can be shown without the share bundle.
 *
 * Source: docs/protocol §4.5.
 */
export function maskedEdges(shares: ShareTable, index: number): Pick<Mask, 'peers' | 'edges'> {
  const peers = validEdges(shares, index)
  const leaves = peers.map((peer) =>
    concatBytes(toUint(peer, 16), dealOf(shares, index, peer)?.edge ?? new Uint8Array()),
  )
  const edges = leaves.length === 0 ? new Uint8Array(32) : merkleRoot(leaves)
  return { peers: toBitmap(peers), edges }
}
