import { once } from 'node:events'
import { createServer } from 'node:net'
import { VainError } from '@vain/base'
import { freePort } from './freePort.ts'

/**
 * The port of the HTTP API, or a free one for 0. Looked at before anything is started: the daemon
 * whose port it is would end time and again.
 *
 * @throws {VainError} `devnet/port-taken`
 */
export async function choosePort(wanted: number): Promise<number> {
  if (wanted === 0) return freePort()
  const server = createServer()
  try {
    server.listen(wanted, '127.0.0.1')
    await once(server, 'listening')
  } catch (cause) {
    const message = `port ${wanted} of 127.0.0.1 is taken, where the HTTP API of a node would be`
    const wayOut = 'Name another port with --api-port, or 0 for a free one.'
    throw new VainError('devnet/port-taken', message, { port: wanted, wayOut }, { cause })
  }
  server.close()
  await once(server, 'close')
  return wanted
}
