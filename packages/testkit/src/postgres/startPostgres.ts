import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../freePort.ts'
import { findPostgres } from './findPostgres.ts'

/** A PostgreSQL of its own, which holds nothing yet, on 127.0.0.1. */
export type Postgres = {
  /** Address of a database, with name and password. */
  readonly url: string
  readonly password: string
  /** What `postgres --version` says. */
  readonly version: string
  /**
   * Ends all connections at once and starts again with what was committed.
   *
   * @param meanwhile - what is done while it is away
   */
  restart(meanwhile?: () => Promise<void>): Promise<void>
  stop(): Promise<void>
}

const [user, password] = ['vain', 'a secret of the tests'] as const

/** PostgreSQL refuses to run as root: Debian's `nobody` does it then. */
const nobody = 65_534
const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}

/** Longest that anything is waited for. */
const timeoutMs = 60_000

/** Starts the PostgreSQL that npm installed, or the one of the folder `VAIN_POSTGRES_FOLDER`. */
export async function startPostgres(): Promise<Postgres> {
  const own = mkdtempSync(join(tmpdir(), 'vain-postgres-'))
  chmodSync(own, 0o755)
  const [programs, data, secret] = ['programs', 'data', 'password'].map((name) => join(own, name))
  if (programs === undefined || data === undefined || secret === undefined) throw new Error('none')
  const bin = findPostgres(programs)
  mkdirSync(data, { mode: 0o700 })
  writeFileSync(secret, password)
  if ('uid' in identity) chownSync(data, nobody, nobody)
  const flags = [`--username=${user}`, `--pwfile=${secret}`, '--auth=scram-sha-256']
  run(bin, 'initdb', [...flags, `--pgdata=${data}`, '--encoding=UTF8', '--locale=C', '--no-sync'])
  const port = await freePort()
  let server = await start(bin, data, port)
  return {
    url: `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
    password,
    version: run(bin, 'postgres', ['--version']).trim(),
    async restart(meanwhile) {
      await end(server)
      await meanwhile?.()
      server = await start(bin, data, port)
    },
    async stop() {
      await end(server)
      rmSync(own, { recursive: true, force: true })
    },
  }
}

function run(bin: string, name: string, args: readonly string[]): string {
  const program = join(bin, name)
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    ...{ encoding: 'utf8', timeout: timeoutMs, cwd: '/', ...identity },
  })
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? ''}${stdout}${stderr}`)
  return stdout
}

async function start(bin: string, data: string, port: number): Promise<ChildProcess> {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off']
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', ...identity },
  )
  const kill = (): void => void child.kill('SIGQUIT')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  await ready(child)
  return child
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`postgres ended: ${said}`)))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-10_000)
      if (said.includes('ready to accept connections')) resolve()
    })
  })
}

/** SIGINT ends connections and writes what is left (PostgreSQL's fast shutdown). */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  await ended
}
