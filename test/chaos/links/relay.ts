import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import { isCut, type Path, pipe } from './pipe.ts'
import type { Station } from './station.ts'

/** Each direction ends for itself. */
const whole = { noDelay: true, allowHalfOpen: true }

/** A port of 127.0.0.1 that leads to another one, through two stations. */
export type Relay = {
  readonly port: number
  /** Breaks all connections; new ones are taken. */
  breakAll(): void
  close(): Promise<void>
}

/**
 * Opens one. A connection is made to the target only when its path is not cut.
 *
 * @param from - station of whoever has connected, by the port that it did so from
 */
export async function openRelay(
  target: { readonly port: number; readonly station: Station },
  from: (remotePort: number) => Station,
): Promise<Relay> {
  const sockets = new Set<Socket>()
  const server = createServer({ ...whole, pauseOnConnect: true }, (client) => {
    keep(client)
    const path = { from: from(client.remotePort ?? 0), to: target.station }
    void whenOpen(path, client).then(() => {
      if (client.destroyed) return
      const host = '127.0.0.1'
      const onward = createConnection({ ...whole, host, port: target.port })
      keep(onward)
      onward.once('error', () => client.resetAndDestroy())
      pipe(client, onward, path)
      pipe(onward, client, { from: path.to, to: path.from })
      client.resume()
    })
  })

  function keep(socket: Socket): void {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const breakAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    breakAll,
    async close() {
      const closed = once(server, 'close')
      server.close()
      breakAll()
      await closed
    },
  }
}

/** Resolves when something passes on a path, or its beginning is gone. */
function whenOpen(path: Path, client: Socket): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (isCut(path) && !client.destroyed) return
      for (const end of unlisten) end()
      resolve()
    }
    const unlisten = [path.from.onChange(look), path.to.onChange(look)]
    client.once('close', look)
    look()
  })
}
