import type { Meter } from '@vain/base'
import type { Content } from '@vain/protocol'
import { outcomeOf } from './measureExchange.ts'
import { netMetrics } from './netMetrics.ts'

/** The same store, with what goes in and what is wanted of it counted. */
export function measureContent<C extends Content>(content: C, meter: Meter): C {
  const { artefacts, stored } = meter.open(netMetrics)
  const told = async <Found>(found: Promise<Found>): Promise<Found> => {
    let outcome = 'found'
    try {
      return await found
    } catch (error) {
      outcome = outcomeOf(error)
      throw error
    } finally {
      artefacts.add({ outcome })
    }
  }
  return {
    ...content,
    async put(bytes) {
      let size = 0
      async function* counted(): AsyncGenerator<Uint8Array> {
        for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) {
          size += piece.length
          yield piece
        }
      }
      const cid = await content.put(counted())
      stored.add({}, size)
      return cid
    },
    get: (...wanted) => told(content.get(...wanted)),
    open: (...wanted) => told(content.open(...wanted)),
  }
}
