import { setTimeout as wait } from 'node:timers/promises'
import { vectorProtocol } from '@vain/protocol'
import type { Network } from '../src/index.ts'
import { type Load, watched } from './load.ts'
import { startBenchPeer } from './peer.ts'

/** What the benchmark tells peers in a process of their own. */
export type Order =
  | { readonly kind: 'connect'; readonly addresses: readonly string[] }
  | { readonly kind: 'offer'; readonly bytes: number }
  | { readonly kind: 'get'; readonly cid: string; readonly bytes: number }
  | { readonly kind: 'hint' }
  /** Pulls what each of those offers, so many at a time. */
  | { readonly kind: 'collect'; readonly from: readonly string[]; readonly slots: number }

/** What they say: who they are, that an order is done, what it took, or how late a hint was. */
export type Word =
  | {
      readonly kind: 'here'
      readonly peerIds: readonly string[]
      readonly addresses: readonly string[]
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'collected'; readonly idle: Load; readonly busy: Load }
  | { readonly kind: 'hint'; readonly delayMs: number }

const timeoutMs = 120_000
const idleMs = 5_000
const say = (word: Word): void => void process.send?.(word)
/** Milliseconds since 1970, alike in all processes of a machine. */
const now = (): number => performance.timeOrigin + performance.now()

const [firstKey = 0, count = 0] = process.argv.slice(2).map(Number)
const keys = Array.from({ length: count }, (_, i) => firstKey + i)
const peers = await Promise.all(keys.map((key) => startBenchPeer(key, '/ip4/127.0.0.1/tcp/0')))
peers[0]?.onHint((_, sent) => {
  say({ kind: 'hint', delayMs: now() - Number(new TextDecoder().decode(sent)) })
})
process.on('message', (order: Order) => void obeyAll(order))
process.on('disconnect', () => void Promise.all(peers.map((peer) => peer.stop())))
say({
  kind: 'here',
  peerIds: peers.map(({ peerId }) => peerId),
  addresses: peers.flatMap((peer) => peer.addresses()),
})

/** Only the first fetches, collects and tells. */
async function obeyAll(order: Order): Promise<void> {
  const isForAll = order.kind === 'connect' || order.kind === 'offer'
  const ordered = isForAll ? peers : peers.slice(0, 1)
  await Promise.all(ordered.map((peer) => obey(peer, order)))
  say({ kind: 'done' })
}

async function obey(peer: Network, order: Order): Promise<void> {
  if (order.kind === 'connect') return await peer.connect(order.addresses)
  if (order.kind === 'hint') return await peer.publish(new TextEncoder().encode(`${now()}`))
  if (order.kind === 'get') {
    await peer.content.get(order.cid, { maxBytes: order.bytes, timeoutMs })
    return
  }
  if (order.kind === 'collect') return await collect(peer, order.from, order.slots)
  const bytes = new Uint8Array(order.bytes).fill(1)
  const open = async (): Promise<Uint8Array> => bytes
  peer.offer(vectorProtocol, open, async () => undefined)
}

async function collect(peer: Network, from: readonly string[], slots: number): Promise<void> {
  const queue = [...from]
  const limits = { maxBytes: 2 ** 26, timeoutMs }
  const pull = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      await peer.pull(next, vectorProtocol, new Uint8Array(1), limits)
  }
  const idle = await watched(() => wait(idleMs))
  const busy = await watched(() => Promise.all(Array.from({ length: slots }, pull)))
  say({ kind: 'collected', idle, busy })
}
