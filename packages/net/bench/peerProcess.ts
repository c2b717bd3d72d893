import type { Network } from '../src/index.ts'
import { startBenchPeer } from './peer.ts'

/** What the benchmark tells peers in a process of their own. */
export type Order =
  | { readonly kind: 'connect'; readonly addresses: readonly string[] }
  | { readonly kind: 'offer'; readonly bytes: number }
  | { readonly kind: 'get'; readonly cid: string; readonly bytes: number }
  | { readonly kind: 'hint' }

/** What they say: who they are, that an order is done, or how long a hint took to come. */
export type Word =
  | {
      readonly kind: 'here'
      readonly peerIds: readonly string[]
      readonly addresses: readonly string[]
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'hint'; readonly delayMs: number }

const timeoutMs = 120_000
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

/** Only the first fetches and tells. */
async function obeyAll(order: Order): Promise<void> {
  const ordered = order.kind === 'get' || order.kind === 'hint' ? peers.slice(0, 1) : peers
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
  const bytes = new Uint8Array(order.bytes).fill(1)
  const open = async (): Promise<Uint8Array> => bytes
  peer.offer('/vain/vector/1', open, async () => undefined)
}
