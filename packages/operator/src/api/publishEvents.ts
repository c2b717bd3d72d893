import type { Clock, Log } from '@vain/base'
import type { ChainState, Follower } from '@vain/chain'
import type { Network } from '@vain/net'
import { findRound, standingOf } from '@vain/protocol'
import { createWorker } from '../createWorker.ts'
import type { ApiEvent } from './events.ts'

/** Between two looks at who is connected, in milliseconds. */
const lookMs = 1_000

/**
 * Tells what happens on the chain and among the peers, each thing once.
 *
 * @returns the way to end it
 */
export function publishEvents(
  deps: {
    readonly clock: Clock
    readonly log: Log
    readonly follower: Pick<Follower, 'view' | 'onChange'>
    readonly network: Pick<Network, 'connectedPeers'>
  },
  publish: (event: ApiEvent) => void,
): () => Promise<void> {
  const { follower, network } = deps
  let before = follower.view
  const unlisten = follower.onChange((after) => {
    for (const event of eventsBetween(before, after)) publish(event)
    before = after
  })
  let peers: ReadonlySet<string> = new Set(network.connectedPeers())
  const worker = createWorker(deps, async () => {
    const now = new Set(network.connectedPeers())
    for (const event of peerEvents(peers, now)) publish(event)
    peers = now
    return lookMs
  })
  worker.poke()
  return () => {
    unlisten()
    return worker.stop()
  }
}

/** What has happened between two states of the chain, oldest first. */
function eventsBetween(before: ChainState, after: ChainState): readonly ApiEvent[] {
  const { number, timestamp } = after.block
  const events: ApiEvent[] = [{ kind: 'block', number, timestamp }]
  for (const run of after.view.runs.values()) {
    const old = before.view.runs.get(run.run)
    if (old === run) continue
    const [first] = old?.rounds ?? []
    for (const round of run.rounds) {
      // After a reorganisation the view may hold rounds again that it had forgotten.
      if (first !== undefined && round.round < first.round) continue
      const known = old && findRound(old, round.round)
      const state = standingOf(run, round)
      if (old === undefined || known === undefined || standingOf(old, known) !== state)
        events.push({ kind: 'round', run: run.run, round: round.round, state })
      const { certificate } = round
      if (certificate === undefined || known?.certificate?.digest === certificate.digest) continue
      const { version, digest } = certificate
      events.push({ kind: 'certificate', run: run.run, round: round.round, version, digest })
    }
  }
  return events
}

function peerEvents(before: ReadonlySet<string>, now: ReadonlySet<string>): readonly ApiEvent[] {
  const lost = [...before].filter((peerId) => !now.has(peerId))
  const found = [...now].filter((peerId) => !before.has(peerId))
  return [
    ...lost.map((peerId) => ({ kind: 'peer', peerId, connected: false }) as const),
    ...found.map((peerId) => ({ kind: 'peer', peerId, connected: true }) as const),
  ]
}
