import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { compared, type Figure } from '@vain/base'
import type { LargeAnswer, LargeOrder } from './largePeer.ts'
import { seconds } from './peer.ts'
import { sendOverTcp } from './plain.ts'

const chunkBytes = 262_144
/** Of bare TCP, whose rate does not depend on how much is sent. */
const plainBytes = 100 * 2 ** 20

/** A process with one peer. */
type Peer = { readonly child: ChildProcess; readonly addresses: readonly string[] }

/**
 * Moves 1 GB, or `sizeBytes`, between two processes by `content.open`, and once more to a third that is killed
 * (SIGKILL) when it has half, and started again. Putting, hashing, writing to disk twice (fsync) and
 * reading it all again are included.
 */
export async function benchLarge(sizeBytes = 1e9): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vain-bench-large-'))
  const peers: Peer[] = []
  const start = async (key: number): Promise<Peer> => {
    const peer = await startPeer(key, join(folder, `${key}`))
    peers.push(peer)
    return peer
  }
  try {
    const holder = await start(1)
    const put = await order(holder, { kind: 'put', sizeBytes })
    const wanted: LargeOrder = { kind: 'open', cid: put.cid, sizeBytes }
    const plain = plainBytes / 1e6 / (await seconds(() => sendOverTcp(new Uint8Array(plainBytes))))
    const taker = await start(2)
    await order(taker, { kind: 'connect', addresses: holder.addresses })
    const taken = await order(taker, wanted)
    await end(taker, 'SIGTERM')
    const before = await order(holder, { kind: 'connect', addresses: [] })
    const killed = await start(3)
    await order(killed, { kind: 'connect', addresses: holder.addresses })
    const lost = order(killed, wanted).catch(() => undefined)
    while ((await blocksIn(join(folder, '3'))) * chunkBytes < sizeBytes / 2) await wait(100)
    await end(killed, 'SIGKILL')
    await lost
    const again = await start(3)
    await order(again, { kind: 'connect', addresses: holder.addresses })
    await order(again, wanted)
    const after = await order(holder, { kind: 'connect', addresses: [] })
    const name = (what: string): string => `network/large/${sizeBytes / 1e6}MB/${what}`
    const sentTwice = after.sentBytes - before.sentBytes - sizeBytes
    return [
      { name: name('put'), value: sizeBytes / 1e6 / put.seconds, unit: 'MB/s' },
      compared(
        { name: name('open'), value: sizeBytes / 1e6 / taken.seconds, unit: 'MB/s' },
        { name: 'bare TCP', value: plain },
      ),
      { name: name('peak-memory/holder'), value: after.peakBytes / 1e6, unit: 'MB' },
      { name: name('peak-memory/taker'), value: taken.peakBytes / 1e6, unit: 'MB' },
      { name: name('killed-at-half/sent-again'), value: sentTwice / 1e6, unit: 'MB' },
    ]
  } finally {
    await Promise.all(peers.map((peer) => end(peer, 'SIGKILL')))
    await rm(folder, { recursive: true })
  }
}

async function startPeer(key: number, dataFolder: string): Promise<Peer> {
  const child = fork(new URL('largePeer.ts', import.meta.url), [`${key}`, dataFolder])
  const [{ addresses }] = (await once(child, 'message')) as [LargeAnswer]
  return { child, addresses }
}

/** Resolves when it is done; rejects if the process ends before. */
function order({ child }: Pick<Peer, 'child'>, what: LargeOrder): Promise<LargeAnswer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`a peer ended with ${code}`))
    child.once('exit', onExit)
    child.once('message', (answer: LargeAnswer) => {
      child.off('exit', onExit)
      resolve(answer)
    })
    child.send(what)
  })
}

async function end({ child }: Pick<Peer, 'child'>, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill(signal)
  await exit
}

/** Blocks on disk. */
async function blocksIn(dataFolder: string): Promise<number> {
  const names = await readdir(join(dataFolder, 'blocks'), { recursive: true })
  return names.filter((name) => name.endsWith('.data')).length
}
