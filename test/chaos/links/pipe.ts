import type { Socket } from 'node:net'
import type { Station } from './station.ts'

/** Bytes under way at which a sender has to wait. */
const mostUnderWay = 262_144

/** Both ends of one direction of a connection. */
export type Path = { readonly from: Station; readonly to: Station }

/** Whether nothing passes between two stations. */
export const isCut = ({ from, to }: Path): boolean => from.shape.isCut || to.shape.isCut

/**
 * Hands on what one socket receives to another one, in order, each chunk when its path lets it
 * arrive, and the end after the last one.
 */
export function pipe(source: Socket, sink: Socket, path: Path): void {
  const queue: { chunk: Buffer; dueMs: number }[] = []
  let [underWay, lastMs, isEnded, timer] = [0, 0, false, undefined as NodeJS.Timeout | undefined]

  const flush = (): void => {
    clearTimeout(timer)
    if (isCut(path)) return
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      const restMs = next.dueMs - performance.now()
      if (restMs > 0) {
        timer = setTimeout(flush, restMs)
        return
      }
      queue.shift()
      underWay -= next.chunk.length
      if (!sink.write(next.chunk)) {
        sink.once('drain', flush)
        return
      }
      if (underWay < mostUnderWay) source.resume()
    }
    source.resume()
    if (!isEnded) return
    sink.end()
    stop()
  }

  source.on('data', (chunk: Buffer) => {
    const leftMs = path.from.pass('out', chunk.length, performance.now())
    lastMs = Math.max(lastMs, path.to.pass('in', chunk.length, leftMs))
    queue.push({ chunk, dueMs: lastMs })
    underWay += chunk.length
    if (underWay >= mostUnderWay) source.pause()
    if (queue.length === 1) flush()
  })
  source.on('end', () => {
    isEnded = true
    flush()
  })
  const unlisten = [path.from.onChange(flush), path.to.onChange(flush)]
  const stop = (): void => {
    clearTimeout(timer)
    for (const end of unlisten) end()
  }
  source.on('close', (hasBroken) => {
    // What came before an end in order is still handed on.
    if (isEnded && !hasBroken) return
    stop()
    sink.resetAndDestroy()
  })
  source.on('error', () => undefined)
}
