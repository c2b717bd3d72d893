import { statfs } from 'node:fs/promises'
import type { Clock, Log } from '@vain/base'
import type { Troubles } from './createTroubles.ts'
import { createWorker } from './createWorker.ts'

/** Between two looks, in milliseconds. */
const lookMs = 10_000

/** With less than this, in bytes, a round's artefacts may not find room. */
const leastFreeBytes = 67_108_864

/** Room on the disk of a folder, in bytes. */
export type MeasureRoom = (folder: string) => Promise<number>

const measureRoom: MeasureRoom = async (folder) => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/**
 * Says in time that the disk of the data folder is nearly full, and when it no longer is.
 *
 * @returns the way to end it
 */
export function watchDisk(
  deps: {
    readonly clock: Clock
    readonly log: Log
    readonly troubles: Troubles
    readonly measure?: MeasureRoom
  },
  folder: string,
): () => Promise<void> {
  const { log, troubles, measure = measureRoom } = deps
  let isFull = false
  const worker = createWorker(deps, async () => {
    const freeBytes = await measure(folder)
    const isNowFull = freeBytes < leastFreeBytes
    if (isNowFull) troubles.raise('disk', 'the disk of the data folder is nearly full')
    else troubles.settle('disk')
    if (isNowFull !== isFull) {
      if (isNowFull) log.warn('the disk of the data folder is nearly full', { folder, freeBytes })
      else log.info('the disk of the data folder has room again', { folder, freeBytes })
    }
    isFull = isNowFull
    return lookMs
  })
  worker.poke()
  return worker.stop
}
