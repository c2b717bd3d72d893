import type { MultiaddrConnection, Transport, Upgrader } from '@libp2p/interface'
import { webSockets as webSocketsOfLibp2p } from '@libp2p/websockets'

type CreateTransport = ReturnType<typeof webSocketsOfLibp2p>

/**
 * libp2p's transport over WebSockets, whose connections end when they are aborted.
 *
 * Those of @libp2p/websockets 10.1.21 do not: they close the socket with code 1006, which a
 * WebSocket refuses to send, and it stays open (libp2p/js-libp2p#3625). Whoever was revoked would
 * go on sending.
 */
export function webSockets(): CreateTransport {
  const create = webSocketsOfLibp2p()
  return (components) => {
    const transport = create(components)
    return new Proxy(transport, {
      get(target, key) {
        if (key === 'dial')
          return (...[address, options]: Parameters<Transport['dial']>) =>
            target.dial(address, { ...options, upgrader: ending(options.upgrader) })
        if (key === 'createListener')
          return (options: Parameters<Transport['createListener']>[0]) =>
            target.createListener({ ...options, upgrader: ending(options.upgrader) })
        const value: unknown = Reflect.get(target, key)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }
}

/** The same upgrader, for connections whose end is mended first. */
function ending(upgrader: Upgrader): Upgrader {
  return {
    upgradeInbound: (connection, options) => upgrader.upgradeInbound(mended(connection), options),
    upgradeOutbound: (connection, options) => upgrader.upgradeOutbound(mended(connection), options),
    createInboundAbortSignal: (signal) => upgrader.createInboundAbortSignal(signal),
    getConnectionEncrypters: () => upgrader.getConnectionEncrypters(),
    getStreamMuxers: () => upgrader.getStreamMuxers(),
  }
}

type Socket = { close(): void; terminate?(): void }

function mended(connection: MultiaddrConnection): MultiaddrConnection {
  const { websocket } = connection as unknown as { readonly websocket: Socket }
  // A listener's socket can be cut; a dialler's knows only how to take its leave.
  const sendReset = (): void => websocket.terminate?.() ?? websocket.close()
  return Object.assign(connection, { sendReset })
}
