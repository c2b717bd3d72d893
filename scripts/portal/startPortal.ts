import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Daemon, startDaemon } from '../devnet/daemon.ts'

/** The portal's server, as a process of its own. */
export type Portal = {
  readonly url: string
  readonly daemon: Daemon
  /** Resolves when it answers. @throws if it has ended instead, or is silent for too long */
  ready(): Promise<void>
}

export type PortalSettings = {
  /** Of the server: its index, its log, its configuration. */
  readonly folder: string
  readonly port: number
  /** Options of the server besides. */
  readonly options: Readonly<Record<string, unknown>>
}

/** Starts the server, which builds the pages first if their sources are newer. */
export function startPortal({ folder, port, options }: PortalSettings): Portal {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const configFile = join(folder, 'config.json')
  const logFile = join(folder, 'log.jsonl')
  writeFileSync(configFile, JSON.stringify({ dataFolder: folder, port, ...options }, null, 2), {
    mode: 0o600,
  })
  const daemon = startDaemon('portal', 'web/server/main.ts', configFile, logFile)
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    daemon,
    async ready() {
      const end = Date.now() + readyWithinMs
      while (!(await isReady(url))) {
        if (!daemon.isAlive()) throw new Error(`the portal's server has ended: see ${logFile}`)
        if (Date.now() > end) throw new Error(`the portal's server is silent: see ${logFile}`)
        await wait(50)
      }
    },
  }
}

/** On a loaded machine building takes most of it. */
const readyWithinMs = 240_000

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/api/v1/portal`).then(
    (response) => response.ok,
    () => false,
  )
