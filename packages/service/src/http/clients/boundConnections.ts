import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { toClient } from './rateLimit.ts'

/**
 * Cuts off the connections that a client opens beyond its own, so that nobody takes the places of all
 * by opening many and saying little on each. A trusted proxy opens as many as it has clients.
 *
 * @param isProxy - whether an address is that of a trusted proxy
 */
export function boundConnections(
  server: Server,
  isProxy: (address: string) => boolean,
  maxPerAddress: number,
): void {
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const { remoteAddress = '' } = socket
    if (isProxy(remoteAddress)) return
    const client = toClient(remoteAddress)
    const own = (open.get(client) ?? 0) + 1
    if (own > maxPerAddress) return void socket.destroy()
    open.set(client, own)
    socket.once('close', () => {
      const left = (open.get(client) ?? 1) - 1
      if (left === 0) open.delete(client)
      else open.set(client, left)
    })
  })
}
