import { concatBytes, VainError } from '@vain/base'
import { CID } from 'multiformats/cid'
import type { Exchange } from '../../exchange/exchange.ts'
import { sendFrame } from '../../exchange/streams.ts'
import { type Blocks, isBlockOf, joined, readBlock } from '../unixfs.ts'

/** Source: docs/protocol §8. */
const protocol = '/vain/blocks/1'

/** Blocks that one request names at most: 4 MiB of leaves. */
export const maxBatch = 16

/** Largest block that is taken. Ours have 262,144 bytes, and nodes above them less. */
const maxBlockBytes = 1 << 20

/** Version, codec, hash function, length and a SHA-256 digest. */
const cidBytes = 36
/** Requests of one peer that are answered at once; each reads one block at a time. */
const maxConcurrent = 4
/** Longest that one request may take: a batch over a link of half a megabit a second. */
const timeoutMs = 90_000

/**
 * Answers with the blocks that are here; of the others with nothing.
 *
 * @param blocks - on disk: it must not ask the network
 */
export function serveBlocks(exchange: Pick<Exchange, 'serve'>, blocks: Blocks): void {
  const limits = { maxRequestBytes: maxBatch * cidBytes, maxConcurrent, relayed: false }
  exchange.serve(protocol, limits, async ({ request, stream, signal }) => {
    for (const cid of decodeCids(request)) {
      const block = await readBlock(blocks, cid)
      await sendFrame(stream, block ?? new Uint8Array(), signal)
    }
  })
}

/**
 * Asks a peer for blocks, at most `maxBatch`.
 *
 * @param onBlock - gets each that the peer has, checked, as it comes; it must not wait
 * @param onBytes - told how many have come, also before they make up a block
 * @throws {VainError} as `Requests.request`, `net/cid-mismatch` for a block that is another one; the
 * reason of the signal
 */
export function askForBlocks(
  exchange: Pick<Exchange, 'visit'>,
  peerId: string,
  cids: readonly CID[],
  onBlock: (cid: CID, block: Uint8Array) => void,
  onBytes: (count: number) => void,
  outer: AbortSignal,
): Promise<void> {
  return exchange.visit(
    peerId,
    protocol,
    { timeoutMs, relayed: false },
    async (stream, reader, late) => {
      const signal = joined(late, outer)
      await sendFrame(stream, concatBytes(...cids.map(({ bytes }) => bytes)), signal)
      for (const cid of cids) {
        const block = await reader.read(maxBlockBytes, signal, ({ length }) => onBytes(length))
        if (block.length === 0) continue
        if (!isBlockOf(cid, block))
          throw new VainError('net/cid-mismatch', 'the peer sent another block', {
            peerId,
            cid: `${cid}`,
          })
        onBlock(cid, block)
      }
    },
  )
}

/** @throws {VainError} `net/bad-cid` */
function decodeCids(request: Uint8Array): CID[] {
  try {
    const cids = []
    for (let rest = request; rest.length > 0; ) {
      const [cid, after] = CID.decodeFirst(rest)
      cids.push(cid)
      rest = after
    }
    return cids
  } catch (cause) {
    const { length } = request
    throw new VainError('net/bad-cid', 'the request is no list of CIDs', { length }, { cause })
  }
}
