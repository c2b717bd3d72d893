import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Condition, Service } from './composeFile.ts'
import { type Image, readImage } from './imageFile.ts'
import { makePlaces, type Places } from './places.ts'

/** How a process has ended: its exit code or a signal. */
export type End = number | NodeJS.Signals

/** The services of a compose file as processes of this machine. */
export type Play = Places & {
  /** Starts all services, each once what it depends on is so far. */
  start(): Promise<void>
  /** Runs the health check of a service; whether it is well. */
  isHealthy(name: string): Promise<boolean>
  /** Resolves when a service has ended. */
  ended(name: string): Promise<End>
  isRunning(name: string): boolean
  /** Everything that a service has printed. */
  outputOf(name: string): string
  /** SIGTERM to all that run, SIGKILL after their grace. */
  stop(): Promise<ReadonlyMap<string, End>>
}

type Running = { readonly child: ChildProcess; readonly exit: Promise<End> }

const dockerfile = 'ops/docker/Dockerfile'
const pollMs = 200

/**
 * Follows a compose file without containers: commands, environments, mounts, secrets, conditions,
 * health checks and signals are those of the file and of the images' stages. Each service has an
 * address of its own in 127.0.0.0/8 in place of a network namespace, and folders in place of
 * volumes. What it does not have: users, limits, read-only roots, dropped rights, restarts.
 *
 * @param folder - for volumes, secrets and logs
 */
export function playCompose(services: readonly Service[], folder: string): Play {
  const places = makePlaces(services, folder)
  const running = new Map<string, Running>()
  mkdirSync(join(folder, 'logs'), { recursive: true })
  const logOf = (name: string): string => join(folder, 'logs', `${name}.log`)
  const outputOf = (name: string): string => readFileSync(logOf(name), 'utf8')

  const serviceOf = (name: string): Service => {
    const service = services.find((candidate) => candidate.name === name)
    if (service === undefined) throw new Error(`there is no service ${name}`)
    return service
  }
  const runningOf = (name: string): Running => {
    const found = running.get(name)
    if (found === undefined) throw new Error(`${name} was not started`)
    return found
  }
  const isRunning = (name: string): boolean => {
    const { exitCode, signalCode } = runningOf(name).child
    return exitCode === null && signalCode === null
  }

  function launch(service: Service, image: Image, words: readonly string[], log: string) {
    const environment = Object.entries({ ...image.environment, ...service.environment })
    const here = (word: string): string => places.translate(service, word)
    const [program = '', ...args] = words.map(here)
    const output = openSync(log, 'a')
    const child = spawn(program === 'node' ? process.execPath : program, args, {
      cwd: '/',
      env: Object.fromEntries(environment.map(([key, value]) => [key, here(value)])),
      stdio: ['ignore', output, output],
    })
    closeSync(output)
    return child
  }

  async function isHealthy(name: string): Promise<boolean> {
    const service = serviceOf(name)
    const { healthcheck = [], target = '' } = service
    const log = join(folder, 'logs', `${name}.health.log`)
    const child = launch(service, readImage(dockerfile, target), healthcheck, log)
    const [code] = await once(child, 'exit')
    return code === 0
  }

  async function waitFor(name: string, condition: Condition): Promise<void> {
    const failed = (): Error => new Error(`${name} has ended: ${outputOf(name)}`)
    if (condition === 'service_completed_successfully' && (await runningOf(name).exit) !== 0)
      throw failed()
    if (condition !== 'service_healthy') return
    while (!(await isHealthy(name))) {
      if (!isRunning(name)) throw failed()
      await wait(pollMs)
    }
  }

  function startOne(service: Service): void {
    const image = readImage(dockerfile, service.target ?? '')
    const words = [...image.entrypoint, ...service.command]
    const child = launch(service, image, words, logOf(service.name))
    const exit = once(child, 'exit').then(([code, signal]): End => signal ?? code)
    running.set(service.name, { child, exit })
  }

  async function start(): Promise<void> {
    const started = new Map(services.map(({ name }) => [name, Promise.withResolvers<void>()]))
    const startInTurn = async (service: Service): Promise<void> => {
      for (const [on, condition] of service.dependsOn) {
        await started.get(on)?.promise
        await waitFor(on, condition)
      }
      startOne(service)
      started.get(service.name)?.resolve()
    }
    await Promise.all(services.map(startInTurn))
  }

  async function stop(): Promise<ReadonlyMap<string, End>> {
    const alive = [...running.keys()].filter(isRunning)
    const ends = alive.map(async (name): Promise<[string, End]> => {
      const { child, exit } = runningOf(name)
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), serviceOf(name).graceSeconds * 1_000)
      const end = await exit
      clearTimeout(late)
      return [name, end]
    })
    return new Map(await Promise.all(ends))
  }

  const ended = (name: string): Promise<End> => runningOf(name).exit
  return { ...places, start, isHealthy, ended, isRunning, outputOf, stop }
}
