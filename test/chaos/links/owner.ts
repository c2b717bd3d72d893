import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * Which of some processes holds the socket with a port of 127.0.0.1, as Linux tells; undefined if
 * none does, or on another system.
 */
export function ownerOfPort(port: number, pids: readonly number[]): number | undefined {
  const inode = inodeOfPort(port)
  if (inode === undefined) return undefined
  return pids.find((pid) => holdsSocket(pid, inode))
}

/** Source: proc_pid_net(5), proc_net_tcp: local address in the second field, inode in the tenth. */
function inodeOfPort(port: number): string | undefined {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const row = read(() => readFileSync('/proc/net/tcp', 'utf8'))
    ?.split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((fields) => fields[1] === local)
  return row?.[9]
}

function holdsSocket(pid: number, inode: string): boolean {
  const folder = `/proc/${pid}/fd`
  const descriptors = read(() => readdirSync(folder)) ?? []
  return descriptors.some(
    (name) => read(() => readlinkSync(`${folder}/${name}`)) === `socket:[${inode}]`,
  )
}

/** What is there at this moment: processes and their descriptors come and go. */
function read<Value>(look: () => Value): Value | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
