import type { Meter } from '@vain/base'
import type { Content } from '@vain/protocol'
import { outcomeOf } from './measureExchange.ts'
import { netMetrics } from './netMetrics.ts'

/** The same store, with what goes in and what is wanted of it counted. */
export function measureContent<C extends Content>(content: C, meter: Meter): C {
  const { artefacts, stored } = meter.open(netMetrics)
  return {
    ...content,
    async put(bytes) {
      const cid = await content.put(bytes)
      stored.add({}, bytes.length)
      return cid
    },
    async get(...wanted) {
      let outcome = 'found'
      try {
        return await content.get(...wanted)
      } catch (error) {
        outcome = outcomeOf(error)
        throw error
      } finally {
        artefacts.add({ outcome })
      }
    },
  }
}
