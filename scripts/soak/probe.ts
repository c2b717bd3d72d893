/**
 * Loaded into each daemon of a soak before its own code: answers on a Unix socket what the process
 * holds once its garbage is collected, or writes its heap to a file.
 */
import { rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { setFlagsFromString, writeHeapSnapshot } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  gc()
}

/** Numbers of what keeps the event loop going, by kind. */
function countResources(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

function answer(socket: Socket, line: string): void {
  if (line !== '') return void socket.end(JSON.stringify(writeHeapSnapshot(line)))
  collectGarbage()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  socket.end(JSON.stringify({ heapUsed, external, arrayBuffers, resources: countResources() }))
}

function listen(folder: string): void {
  const path = join(folder, `${process.pid}.sock`)
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.setEncoding('utf8').once('data', (text) => answer(socket, String(text).trim()))
  })
  server.listen(path)
  server.unref()
  process.on('exit', () => rmSync(path, { force: true }))
}

const folder = process.env.VAIN_SOAK_PROBES
if (isMainThread && folder !== undefined && process.channel !== undefined) listen(folder)
