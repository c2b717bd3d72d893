import { createConnection } from 'node:net'
import { join } from 'node:path'

/** What a daemon holds once its garbage is collected, bytes and numbers. */
export type Held = {
  readonly heapUsed: number
  readonly external: number
  readonly arrayBuffers: number
  /** What keeps its event loop going, by kind. */
  readonly resources: Readonly<Record<string, number>>
}

/** Longest wait for an answer: a heap is written in one go. */
const timeoutMs = 120_000

/** Asks the probe of a process. */
function ask(folder: string, pid: number, line: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(join(folder, `${pid}.sock`))
    let text = ''
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`${pid} does not answer`)))
    socket.setEncoding('utf8').on('data', (more) => {
      text += more
    })
    socket.on('error', reject)
    socket.on('end', () => {
      try {
        resolve(JSON.parse(text))
      } catch {
        reject(new Error(`${pid} ended before it had answered`))
      }
    })
    socket.write(`${line}\n`)
  })
}

export const readHeld = async (folder: string, pid: number): Promise<Held> =>
  (await ask(folder, pid, '')) as Held

/** Writes the heap of a process to a file. */
export const writeHeap = async (folder: string, pid: number, file: string): Promise<void> => {
  await ask(folder, pid, file)
}
