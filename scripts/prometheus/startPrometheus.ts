import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A Prometheus of this machine at work, with the configuration that is shipped. */
export type Prometheus = {
  /** Answer of its HTTP API, the `data` of it. */
  ask(path: string): Promise<unknown>
  stop(): Promise<void>
}

/** Folder with the programs of Prometheus; without it they are looked for on the path. */
const folder = process.env.VAIN_PROMETHEUS_FOLDER

/** Runs `prometheus` or `promtool` to its end and gives what it printed. */
export function runTool(name: 'prometheus' | 'promtool', args: readonly string[]): string {
  const program = folder === undefined ? name : join(folder, name)
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (error !== undefined)
    throw new Error(
      `There is no ${name} here (${error.message}). Install it (Debian: apt-get install prometheus), or name its folder in VAIN_PROMETHEUS_FOLDER.`,
    )
  if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${stdout}${stderr}`)
  return `${stdout}${stderr}`
}

/**
 * Starts it on the shipped files, but for the targets, and for how often it looks: each second.
 *
 * @param port - a free one
 */
export async function startPrometheus(
  targets: readonly string[],
  port: number,
): Promise<Prometheus> {
  const own = mkdtempSync(join(tmpdir(), 'vain-prometheus-'))
  cpSync('ops/prometheus', own, { recursive: true })
  writeFileSync(join(own, 'targets.json'), JSON.stringify([{ targets }]))
  const config = join(own, 'prometheus.yml')
  writeFileSync(config, readFileSync(config, 'utf8').replaceAll('interval: 15s', 'interval: 1s'))
  const url = `http://127.0.0.1:${port}`
  const program = folder === undefined ? 'prometheus' : join(folder, 'prometheus')
  const child = spawn(
    program,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(own, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const prometheus: Prometheus = {
    async ask(path) {
      const answer = (await (await fetch(`${url}${path}`)).json()) as Record<string, unknown>
      if (answer.status !== 'success') throw new Error(`${path}: ${answer.error}`)
      return answer.data
    },
    async stop() {
      child.kill()
      await exited
      rmSync(own, { recursive: true, force: true })
    },
  }
  return prometheus
}
