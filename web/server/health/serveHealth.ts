import {
  type Indexer,
  type PortalHealth,
  portalHealthEndpoint,
  portalReadyEndpoint,
} from '@vain/indexer'
import { type HttpServer, metricsEndpoint, type PrometheusMeter } from '@vain/service'
import { portalMetrics } from '../metrics/portalMetrics.ts'

/** What is told of; each may be unknown until the chain has answered. */
export type HealthFacts = {
  readonly head: () => ReturnType<Indexer['head']>
  readonly isAway: () => boolean
  /** What somebody should see to, each in a sentence. */
  readonly troubles: () => readonly string[]
}

/** Answers what balancers, Prometheus and whoever looks after the server ask. */
export function serveHealth(
  http: Pick<HttpServer, 'answer'>,
  meter: PrometheusMeter,
  facts: HealthFacts,
): void {
  const read = (): PortalHealth => {
    const head = facts.head()
    const status = facts.isAway() ? 'away' : head === undefined ? 'starting' : 'ok'
    const { block, behindBlocks } = head ?? {}
    return { status, block, behindBlocks, troubles: [...facts.troubles()] }
  }
  http.answer(portalHealthEndpoint, read)
  http.answer(portalReadyEndpoint, read)
  http.answer(metricsEndpoint, meter.render)
  followHead(meter, facts.head)
}

function followHead(meter: PrometheusMeter, head: HealthFacts['head']): void {
  const { indexedBlock, indexedTime, lag, events, reorganisations } = meter.open(portalMetrics)
  const show = (gauge: typeof lag, read: (head: Head) => number): void =>
    gauge.follow(() => {
      const now = head()
      return now === undefined ? [] : [[{}, read(now)]]
    })
  show(indexedBlock, ({ block }) => block)
  show(indexedTime, ({ timestamp }) => timestamp)
  show(lag, ({ behindBlocks }) => behindBlocks)
  show(events, (now) => now.events)
  show(reorganisations, ({ reorgs }) => reorgs)
}

type Head = NonNullable<ReturnType<Indexer['head']>>
