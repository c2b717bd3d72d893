import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

/** What Linux says of a process. */
export type ProcessState = {
  /** Resident memory, bytes. */
  readonly rss: number
  /** Of that, what is not a file's, bytes. */
  readonly anonymous: number
  /** Open descriptors. */
  readonly handles: number
  /** Of those, sockets. */
  readonly sockets: number
  readonly threads: number
}

/** Source: proc(5), /proc/pid/status and /proc/pid/fd. */
export function readProcess(pid: number): ProcessState {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)
  const targets = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => readLink(`/proc/${pid}/fd/${fd}`))
  return {
    rss: 1024 * field('VmRSS'),
    anonymous: 1024 * field('RssAnon'),
    handles: targets.length,
    sockets: targets.filter((target) => target.startsWith('socket:')).length,
    threads: field('Threads'),
  }
}

/** A descriptor may be closed while it is looked at. */
function readLink(path: string): string[] {
  try {
    return [readlinkSync(path)]
  } catch {
    return []
  }
}

/** Processes that a process started, with the name of the program that they run. */
export function childrenOf(pid: number): { readonly pid: number; readonly program: string }[] {
  const tasks = readdirSync(`/proc/${pid}/task`)
  const children = tasks.flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter((text) => text !== ''),
  )
  return children.map((child) => ({ pid: Number(child), program: programOf(Number(child)) }))
}

function programOf(pid: number): string {
  const parts = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  const script = parts.find((part) => /\.(ts|mjs|js)$/.test(part))
  return basename(script ?? parts[0] ?? '').replace(/\.\w+$/, '')
}

/** Bytes that the files of a folder take on the disk, without those that `isLeftOut` names. */
export function diskUse(folder: string, isLeftOut: (name: string) => boolean): number {
  const entries = readdirSync(folder, { recursive: true }) as string[]
  return entries
    .filter((name) => !isLeftOut(name))
    .reduce((sum, name) => sum + sizeOf(join(folder, name)), 0)
}

/** A file may be gone by now. */
function sizeOf(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat?.isFile() ? 512 * stat.blocks : 0
}
