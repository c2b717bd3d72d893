import type { ChainState, Follower } from '@vain/chain'
import { createGate, type Gate, peerIdOf } from '@vain/net'
import type { Operator } from '@vain/protocol'

/** Operators and their peer ids, as the ledger has them now. */
export type Peers = {
  /** The active operator with this peer id. */
  operatorOf(peerId: string): Operator | undefined
  /** Peer id of an active operator. */
  peerIdOf(index: number): string | undefined
  /** All active operators by peer id. */
  active(): ReadonlyMap<string, Operator>
}

/**
 * Mirrors the ledger's active operators, and opens the gate to them and to nobody else.
 *
 * @returns the mirror, the gate, and the way to end both
 */
export function followPeers(follower: Pick<Follower, 'view' | 'onChange'>): {
  readonly peers: Peers
  readonly gate: Gate
  readonly stop: () => void
} {
  const gate = createGate()
  const known = new Map<Operator['peerKey'], string>()
  let operators: ChainState['view']['operators'] | undefined
  let active = new Map<string, Operator>()

  function update({ view }: ChainState): void {
    if (view.operators === operators) return
    operators = view.operators
    const before = active
    active = new Map()
    for (const operator of operators.values()) {
      if (!operator.active) continue
      const peerId = known.get(operator.peerKey) ?? peerIdOf(operator.peerKey)
      known.set(operator.peerKey, peerId)
      active.set(peerId, operator)
      gate.admit(peerId)
    }
    for (const peerId of before.keys()) if (!active.has(peerId)) gate.revoke(peerId)
  }

  update(follower.view)
  const stop = follower.onChange(update)
  const peers: Peers = {
    operatorOf: (peerId) => active.get(peerId),
    peerIdOf: (index) => [...active].find(([, operator]) => operator.index === index)?.[0],
    active: () => active,
  }
  return { peers, gate, stop }
}
