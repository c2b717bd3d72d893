import { once } from 'node:events'
import { createServer } from 'node:net'
import { VainError } from '@vain/base'
import { freePort } from './freePort.ts'

/** What is to be at a port, and the option that names another. */
export type PortUse = { readonly what: string; readonly flag: string }

/**
 * The port that is wanted, or a free one for 0. Looked at before anything is started: the daemon
 * whose port it is would end time and again.
 *
 * @throws {VainError} `devnet/port-taken`
 */
export async function choosePort(wanted: number, { what, flag }: PortUse): Promise<number> {
  if (wanted === 0) return freePort()
  const server = createServer()
  try {
    server.listen(wanted, '127.0.0.1')
    await once(server, 'listening')
  } catch (cause) {
    const message = `port ${wanted} of 127.0.0.1 is taken, where ${what} would be`
    const wayOut = `Name another port with ${flag}, or 0 for a free one.`
    throw new VainError('devnet/port-taken', message, { port: wanted, wayOut }, { cause })
  }
  server.close()
  await once(server, 'close')
  return wanted
}
