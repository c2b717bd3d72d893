import type { Connection, Libp2p } from '@libp2p/interface'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { VainError } from '@vain/base'
import type { Relays } from '../reach/relays.ts'
import type { Tasks } from '../tasks.ts'
import { isLibp2pAddress, peerIdIn } from './addresses.ts'
import type { Gate } from './gate.ts'

/** A peer that has not answered within this time is not there. */
const dialTimeoutMs = 15_000
/** Time for a peer's own addresses where relays may lead to it as well. */
const directTimeoutMs = 5_000

/** Connects to every peer that the addresses name; see `Network.connect`. */
export type Connect = (addresses: readonly string[], signal?: AbortSignal) => Promise<void>

/**
 * Dials and waits until the peer has introduced itself.
 *
 * A dial alone succeeds even if the other side is about to refuse: it decides after our half of the
 * handshake is done. Only a peer that has answered has let us in.
 */
export function createConnect(
  libp2p: Libp2p,
  gate: Gate,
  tasks: Tasks,
  relays?: Pick<Relays, 'dial'>,
): Connect {
  const introduced = new WeakSet<Connection>()
  libp2p.addEventListener('peer:identify', ({ detail }) => introduced.add(detail.connection))

  const connectPeer = async (
    peerId: string,
    addresses: Multiaddr[],
    signal: AbortSignal,
  ): Promise<void> => {
    if (peerId === libp2p.peerId.toString()) return
    if (!gate.admits(peerId))
      throw new VainError('net/not-admitted', 'the peer is no active operator', { peerId })
    const patience = relays && AbortSignal.timeout(directTimeoutMs)
    const directly = patience ? AbortSignal.any([signal, patience]) : signal
    const connection = await libp2p
      .dial(addresses, { signal: directly })
      .catch(async (cause: unknown) => {
        const relayed = await relays?.dial(peerId, signal)
        if (relayed !== undefined) return relayed
        throw new VainError('net/unreachable', 'no answer at any address', { peerId }, { cause })
      })
    if (!introduced.has(connection)) await introduction(libp2p, connection, signal)
  }

  return async (addresses, signal) => {
    const peers = Map.groupBy(addresses.map(toMultiaddr), (address) => peerIdIn(address) ?? '')
    await tasks.run(
      dialTimeoutMs,
      async (runSignal) => {
        const dials = [...peers].map(([peerId, known]) => connectPeer(peerId, known, runSignal))
        // All get their chance before the first failure is told.
        const failure = (await Promise.allSettled(dials)).find((dial) => dial.status === 'rejected')
        if (failure !== undefined) throw failure.reason
      },
      signal,
    )
  }
}

function toMultiaddr(address: string): Multiaddr {
  if (!isLibp2pAddress(address))
    throw new VainError('net/bad-address', 'the text is no libp2p address with a peer', { address })
  return multiaddr(address)
}

function introduction(libp2p: Libp2p, connection: Connection, signal: AbortSignal): Promise<void> {
  const peerId = connection.remotePeer.toString()
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      libp2p.removeEventListener('peer:identify', onIdentify)
      connection.removeEventListener('close', onClose)
      signal.removeEventListener('abort', onAbort)
      settle()
    }
    const onIdentify = (event: CustomEvent<{ connection: Connection }>): void => {
      if (event.detail.connection.id === connection.id) end(resolve)
    }
    const onClose = (): void =>
      end(() => reject(new VainError('net/refused', 'the peer did not let us in', { peerId })))
    const onAbort = (): void => end(() => reject(signal.reason))
    libp2p.addEventListener('peer:identify', onIdentify)
    connection.addEventListener('close', onClose)
    signal.addEventListener('abort', onAbort)
    if (connection.status !== 'open') onClose()
  })
}
