import type { StreamMuxer, StreamMuxerFactory } from '@libp2p/interface'
import { yamux } from '@libp2p/yamux'
import { type BudgetOptions, createBudget } from '../limits/budget.ts'
import { hold } from '../limits/hold.ts'
import { takeTurns } from '../limits/takeTurns.ts'

/** Streams that a peer may have open at once on one connection, whatever they are for. */
export const maxInboundStreams = 128
/** Streams that it may open, those that come to nothing included. */
const opened: BudgetOptions = { perSecond: 512, burst: 1_024 }
/** A peer that would have to wait for so long until its next stream does not wait. */
const floodMs = 10_000
/** Bytes on their way on a stream: enough for 40 MB/s with 100 ms there and back. */
const maxStreamWindowSize = 4_194_304

/**
 * Yamux with bounds: a connection on which streams are opened faster than they can be taken up is
 * not read for a while, which holds back TCP at its other end. What has been read by then is taken
 * up all the same; if that is a flood the connection is cut.
 *
 * @param rate - streams that the other side may open
 */
export function boundedYamux(rate: BudgetOptions = opened): () => StreamMuxerFactory {
  const create = yamux({ maxInboundStreams, streamOptions: { maxStreamWindowSize } })
  return () => {
    const factory = create()
    return {
      protocol: factory.protocol,
      createStreamMuxer(connection) {
        const budget = createBudget(rate, () => performance.now())
        const waitMs = (): number => budget.waitMs('all', 0)
        // Before the muxer, so that a turn has ended when it holds the connection for longer.
        takeTurns(connection)
        return told(factory.createStreamMuxer(connection), () => {
          budget.spend('all', 1)
          if (waitMs() > floodMs) connection.abort(new Error('too many streams'))
          else void hold(connection, waitMs)
        })
      },
    }
  }
}

/** The same muxer, which tells of each stream that the other side opens. */
function told(muxer: StreamMuxer, onStream: () => void): StreamMuxer {
  const dispatchEvent = muxer.dispatchEvent.bind(muxer)
  // A listener would not do: the first one takes what was opened so far from those after it.
  return Object.assign(muxer, {
    dispatchEvent(event: Event) {
      if (event.type === 'stream') onStream()
      return dispatchEvent(event)
    },
  })
}
