import { Secret } from '@vain/base'
import { maskBlock } from '@vain/crypto'
import { selfMaskKey } from '../aggregation/keys.ts'
import {
  addBlocks,
  type Block,
  blockAt,
  blockBytes,
  subtractBlocks,
  wordsOfBlock,
} from './block.ts'
import type { SumRecord, SurvivorRecord } from './record.ts'

/** What a survivor adds to one block of the sum, term by term. */
export type BlockTerms = {
  readonly index: number
  /** Of the masked vector. */
  readonly masked: Block
  /** Of its own mask. */
  readonly self: Block
  /** Of the masks with dropped peers, ascending. */
  readonly pairs: readonly {
    readonly peer: number
    readonly seed: Uint8Array
    readonly block: Block
  }[]
}

/**
 * The terms of one survivor. Beyond the end of its vector all are zero: a challenger may ask for any
 * block, also for one that no stream reaches. Source: docs/protocol §4.5.
 */
export function termsOf(record: SumRecord, survivor: SurvivorRecord, number: number): BlockTerms {
  const { index, selfSeed, vector, mask } = survivor
  const isBeyond = wordsOfBlock(mask.length, number) === 0
  const stream = (key: Secret<Uint8Array>): Block =>
    isBeyond ? new Uint8Array(blockBytes) : maskBlock(key, number).open((block) => block)
  return {
    index,
    masked: blockAt(vector, number),
    self: stream(selfMaskKey(record.frame, index, new Secret(selfSeed))),
    pairs: survivor.pairs.map(({ peer, seed }) => ({
      peer,
      seed,
      block: stream(new Secret(seed)),
    })),
  }
}

/** What is left of a masked block when its masks are taken off. Source: docs/protocol §4.6. */
function netOf({ index, masked, self, pairs }: BlockTerms): Block {
  return pairs.reduce(
    (net, { peer, block }) => (index < peer ? subtractBlocks(net, block) : addBlocks(net, block)),
    subtractBlocks(masked, self),
  )
}

/** What every survivor adds to a block, ascending. */
export function netsOf(record: SumRecord, number: number): Block[] {
  return record.survivors.map((survivor) => netOf(termsOf(record, survivor, number)))
}

/** Sum of blocks. */
export function sumOfBlocks(blocks: readonly Block[]): Block {
  return blocks.reduce(addBlocks, new Uint8Array(blockBytes))
}
