import type { Clock, Log } from '@vain/base'
import type { Follower } from '@vain/chain'
import { isLibp2pAddress, type Network } from '@vain/net'
import type { Operator } from '@vain/protocol'
import { createWorker } from './createWorker.ts'
import type { Peers } from './peers.ts'

/** How a peer fares that is not connected. */
type Attempts = { failures: number; notBefore: number; endpoints: readonly string[] }

const firstPauseMs = 500
const longestPauseMs = 20_000
const lookAgainMs = 1_000
/** Failures after which the log says so once. */
const worthALine = 3

/**
 * Keeps a connection to every active operator: dials whoever is not connected at the endpoints it
 * announced, and in turn at what else is known of it, with growing pauses, and at once when its
 * endpoints change.
 *
 * @returns the way to end it
 */
export function keepConnected(deps: {
  readonly clock: Clock
  readonly log: Log
  readonly follower: Pick<Follower, 'onChange'>
  readonly network: Pick<Network, 'peerId' | 'connect' | 'connectedPeers' | 'waysTo'>
  readonly peers: Peers
}): () => Promise<void> {
  const { clock, log, network, peers } = deps
  const attempts = new Map<string, Attempts>()

  async function dial(peerId: string, operator: Operator, signal: AbortSignal): Promise<void> {
    const { endpoints, index } = operator
    const known = attempts.get(peerId)
    const tried = known?.endpoints === endpoints ? known : { failures: 0, notBefore: 0, endpoints }
    if (tried.notBefore > clock.now()) return
    // An address that names someone else would make us dial in an operator's stead.
    const own = endpoints.filter((it) => isLibp2pAddress(it) && it.endsWith(`/p2p/${peerId}`))
    // In turn: an address where nobody answers takes all the time of an attempt.
    const ways = [...(await network.waysTo(peerId)), own].filter((it) => it.length > 0)
    const way = ways[tried.failures % ways.length]
    if (way === undefined) return
    attempts.set(peerId, tried)
    try {
      await network.connect(way, signal)
      attempts.delete(peerId)
      log.debug('connected', { operator: index })
    } catch (error) {
      if (signal.aborted) return
      tried.failures += 1
      const pause = Math.min(firstPauseMs * 2 ** tried.failures, longestPauseMs)
      tried.notBefore = clock.now() + pause
      const report = tried.failures === worthALine ? log.info : log.debug
      report('an operator cannot be reached', { operator: index, error })
    }
  }

  const worker = createWorker(deps, async (signal) => {
    const connected = new Set(network.connectedPeers())
    const missing = [...peers.active()].filter(
      ([peerId]) => peerId !== network.peerId && !connected.has(peerId),
    )
    await Promise.all(missing.map(([peerId, operator]) => dial(peerId, operator, signal)))
    return lookAgainMs
  })
  const unlisten = deps.follower.onChange(() => worker.poke())
  worker.poke()
  return () => {
    unlisten()
    return worker.stop()
  }
}
