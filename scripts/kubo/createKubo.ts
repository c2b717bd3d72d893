import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { freePort } from '../devnet/freePort.ts'

const program = process.env.VAIN_KUBO ?? 'ipfs'

/** A real Kubo with a repository of its own, which knows nobody and listens on this machine only. */
export type KuboProcess = {
  readonly apiUrl: string
  readonly gatewayUrl: string
  /** Runs `ipfs` on its repository, through the daemon while that runs, and gives what it prints. */
  ipfs(...args: readonly string[]): Promise<string>
  /** Starts the daemon and waits until it answers. */
  start(options?: KuboOptions): Promise<void>
  /** `kill -9`, and waits until it is gone. */
  kill(): Promise<void>
  /** Ends it and deletes the repository. */
  close(): Promise<void>
}

export type KuboOptions = {
  readonly args?: readonly string[]
  /** Blocks of 1,024 bytes that no file can outgrow: to its writes that is a disk without room. */
  readonly fileBlocks?: number
}

/** Makes a repository; no daemon runs yet. */
export async function createKubo(): Promise<KuboProcess> {
  const home = mkdtempSync(join(tmpdir(), 'vain-kubo-'))
  const env = { PATH: process.env.PATH, HOME: home, IPFS_PATH: home, IPFS_TELEMETRY: 'off' }
  const [api, gateway] = [await freePort(), await freePort()]
  let child: ChildProcess | undefined

  const ipfs = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)(program, args, { env, maxBuffer: 2 ** 26 })).stdout.trim()

  await ipfs('init', '--empty-repo', '--profile=test,autoconf-off')
  await ipfs('config', 'Addresses.API', `/ip4/127.0.0.1/tcp/${api}`)
  await ipfs('config', 'Addresses.Gateway', `/ip4/127.0.0.1/tcp/${gateway}`)
  await ipfs('config', 'Routing.Type', 'none')

  async function kill(): Promise<void> {
    if (child === undefined) return
    const exited = once(child, 'exit')
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await exited
    child = undefined
  }

  return {
    apiUrl: `http://127.0.0.1:${api}`,
    gatewayUrl: `http://127.0.0.1:${gateway}`,
    ipfs,
    async start({ args = [], fileBlocks } = {}) {
      const limit = fileBlocks === undefined ? 'unlimited' : `${fileBlocks}`
      const shell = 'ulimit -f "$0" && exec "$@"'
      const words = ['-c', shell, limit, program, 'daemon', ...args]
      child = spawn('bash', words, { env, stdio: ['ignore', 'pipe', 'inherit'] })
      await untilReady(child)
    },
    kill,
    async close() {
      await kill()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function untilReady({ stdout }: ChildProcess): Promise<void> {
  if (stdout === null) throw new Error('its output is not read')
  for await (const line of createInterface(stdout)) {
    if (line !== 'Daemon is ready') continue
    stdout.resume()
    return
  }
  throw new Error(`Kubo ended: see above. It is taken from VAIN_KUBO (${program}).`)
}
