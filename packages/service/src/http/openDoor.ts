import { rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Log } from '@vain/base'

/**
 * Where a daemon's API is asked with the operator's token: a Unix socket in its data folder.
 *
 * Threat: another user of the machine listens on the daemon's port while that is down, and is sent the
 * token by `vain node pause`. Nobody else can make a file in the folder.
 */
export function doorOf(dataFolder: string): string {
  return join(dataFolder, 'api.sock')
}

/**
 * Lets an HTTP server also answer at a Unix socket. What a process that ended left there is replaced,
 * so the folder has to be this process's alone. Where there can be none (a path of more than some 100
 * bytes, a file system without sockets) the log says so, and the server answers at its port only.
 *
 * @returns the way to end it, which leaves what is under way to the server
 */
export async function openDoor(server: Server, path: string, log: Log): Promise<() => void> {
  const door = createServer((socket) => server.emit('connection', socket))
  try {
    await rm(path, { force: true })
    await new Promise<void>((resolve, reject) => {
      door.once('error', reject)
      door.listen({ path }, resolve)
    })
  } catch (error) {
    log.warn('no socket for the commands of the operator: they need --url', { path, error })
    return () => undefined
  }
  door.removeAllListeners('error')
  door.on('error', (error) => log.warn('the socket had an error', { path, error }))
  return () => void door.close()
}
