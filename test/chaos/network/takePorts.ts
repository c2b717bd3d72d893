import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that Linux gives to whoever asks for any: ip_local_port_range begins at 32,768. */
const [lowest, highest] = [12_000, 32_000]

/**
 * Ports of 127.0.0.1 that nothing listens on, all different, and that nobody gets by chance before
 * they are used.
 */
export async function takePorts(count: number): Promise<readonly number[]> {
  const held = new Map<number, ReturnType<typeof createServer>>()
  while (held.size < count) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest))
    const server = createServer()
    server.listen(port, '127.0.0.1')
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (isFree) held.set(port, server)
  }
  for (const server of held.values()) {
    server.close()
    await once(server, 'close')
  }
  return [...held.keys()]
}
