import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { atEnd } from '../support.ts'

/** A port of this machine that leads to another one. */
export type Line = {
  readonly port: number
  /** Bytes that it has carried back, from those who were connected to. */
  carriedBytes(): number
  /** Hangs up on all when it has carried so many back; what it took until then arrives. */
  hangUpAt(bytes: number): void
}

export async function openLine(target: number): Promise<Line> {
  let [carried, end] = [0, Number.POSITIVE_INFINITY]
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  }
  const hangUp = (): void => {
    end = Number.POSITIVE_INFINITY
    for (const socket of sockets) socket.pause().end()
  }
  const server = createServer((client) => {
    const onward = keep(connect(target, '127.0.0.1'))
    keep(client).pipe(onward)
    onward.on('data', (bytes: Buffer) => {
      carried += bytes.length
      if (!client.write(bytes)) client.once('drain', () => onward.resume()) && onward.pause()
      if (carried >= end) hangUp()
    })
    client.on('close', () => onward.destroy())
    onward.on('close', () => client.end())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  atEnd(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return {
    port: (server.address() as AddressInfo).port,
    carriedBytes: () => carried,
    hangUpAt(bytes) {
      end = bytes
    },
  }
}
