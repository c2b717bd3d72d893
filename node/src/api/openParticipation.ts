import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromText, VainError } from '@vain/base'
import { writeDurably } from '../store/index.ts'

/** Whether this node joins rounds, as its operator last said. */
export type Joining = {
  isPaused(): boolean
  /** Resolves when it is on disk. */
  pause(paused: boolean): Promise<void>
}

const fileName = 'participation.json'
const paused = '{"paused":true}\n'
const resumed = '{"paused":false}\n'

/**
 * Reads what the operator has said; a node that was told nothing joins.
 *
 * @throws {VainError} `node/bad-participation` if the file holds something else: a node that was
 *   paused must not join by mistake
 */
export async function openParticipation(dataFolder: string): Promise<Joining> {
  const path = join(dataFolder, fileName)
  let isPaused = await read(path)
  let last: Promise<void> = Promise.resolve()
  return {
    isPaused: () => isPaused,
    pause(wanted) {
      const write = async (): Promise<void> => {
        await writeDurably(path, fromText(wanted ? paused : resumed))
        isPaused = wanted
      }
      // One after the other: they go through one temporary name, and the last one holds.
      const written = last.then(write)
      last = written.catch(() => undefined)
      return written
    },
  }
}

async function read(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return resumed
    throw error
  })
  if (text === paused || text === resumed) return text === paused
  throw new VainError('node/bad-participation', `${path} cannot be read`, {
    path,
    wayOut: 'Delete it, and the node joins rounds.',
  })
}
