import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../freePort.ts'
import { findRedis } from './findRedis.ts'

/** A Redis of its own, which holds nothing yet, on 127.0.0.1. It writes down all that it is told. */
export type RedisServer = {
  /** Address with name and password. */
  readonly url: string
  readonly password: string
  /**
   * Ends it with SIGKILL and starts it again with what it had written down.
   *
   * @param meanwhile - what is done while it is away
   */
  restart(meanwhile?: () => Promise<void>): Promise<void>
  /** Stops its time: connections stay open, and nothing is answered. @returns what goes on with it */
  freeze(): () => void
  stop(): Promise<void>
}

const password = 'a secret of the tests'

/** Starts the program that {@link findRedis} finds. */
export async function startRedis(): Promise<RedisServer> {
  const program = findRedis()
  const folder = mkdtempSync(join(tmpdir(), 'vain-redis-'))
  const port = await freePort()
  let server = await start(program, folder, port)
  return {
    url: `redis://default:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    password,
    async restart(meanwhile) {
      await kill(server)
      await meanwhile?.()
      server = await start(program, folder, port)
    },
    freeze() {
      server.kill('SIGSTOP')
      return () => void server.kill('SIGCONT')
    },
    async stop() {
      await kill(server)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function start(program: string, folder: string, port: number): Promise<ChildProcess> {
  const settings = {
    ...{ bind: '127.0.0.1', port: String(port), dir: folder, requirepass: password },
    ...{ appendonly: 'yes', appendfsync: 'always', save: '' },
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  const child = spawn(program, flags, { stdio: ['ignore', 'pipe', 'ignore'], cwd: folder })
  const end = (): void => void child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  await ready(child)
  return child
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`redis-server ended: ${said}`)))
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-10_000)
      if (said.includes('Ready to accept connections')) resolve()
    })
  })
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
