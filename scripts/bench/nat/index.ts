import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Figure } from '../figure.ts'
import { buildHouses, type House, publicHosts, within } from './houses.ts'
import { idOf, type PeerOrder, type PeerPlan } from './plan.ts'

type Reply = { ready?: string; answer?: unknown; failed?: string }
type Peer = { readonly ask: (order: PeerOrder) => Promise<Reply>; readonly child: ChildProcess }
type Outcome = { first: string; connectedMs: number; last: string; lastMs: number; pulled: unknown }

const settleTries = 40

/**
 * Lets operators behind every kind of router reach one another, each in a network namespace of its
 * own: two houses of each kind, one relay with STUN. A figure is the time until a connection that
 * carries vectors; what only a relay leads to, or nothing, is told on the terminal.
 *
 * Needs root, and Debian's iproute2, nftables and miniupnpd.
 */
export async function benchNat(): Promise<readonly Figure[]> {
  if (process.getuid?.() !== 0)
    throw new Error('bench:nat builds network namespaces: run it as root')
  const town = buildHouses(`vn${process.pid}`)
  const peers: Peer[] = []
  try {
    const keys = 1 + town.houses.length
    const shared = { keys, stunServers: publicHosts.map((host) => `${host}:3478`) }
    const listen = `/ip4/${publicHosts[0]}/tcp/9000`
    const relay = {
      ...shared,
      key: 0,
      listen,
      relay: 'serve',
      upnp: false,
      stunHosts: publicHosts,
    } as const
    peers.push(await start(town.public, relay))
    const plan = ({ host, kind }: House, i: number): PeerPlan => ({
      ...shared,
      key: i + 1,
      listen: `/ip4/${host}/tcp/9000`,
      relay: 'use',
      upnp: kind === 'upnp',
      stunHosts: [],
    })
    peers.push(
      ...(await Promise.all(town.houses.map((house, i) => start(house.space, plan(house, i))))),
    )
    const addresses = [`${listen}/p2p/${idOf(0)}`]
    for (const [i, peer] of peers.entries())
      if (i > 0) await settle(peer, town.houses[i - 1], addresses)
    return await matrix(town.houses, peers)
  } finally {
    for (const { child } of peers) child.kill('SIGKILL')
    town.remove()
  }
}

/** Every house of the first half dials every one of the second. */
async function matrix(houses: readonly House[], peers: readonly Peer[]): Promise<Figure[]> {
  const figures: Figure[] = []
  const half = houses.length / 2
  for (const [i, from] of houses.slice(0, half).entries())
    for (const [j, to] of houses.slice(half).entries()) {
      const target = 1 + half + j
      const { answer } = await (peers[target] as Peer).ask({ kind: 'addresses' })
      const own = (answer as string[]).filter((it) => !/p2p-circuit|webrtc/.test(it))
      const order = { kind: 'reach', peer: idOf(target), addresses: own } as const
      const reply = await (peers[1 + i] as Peer).ask(order)
      process.stdout.write(`${from.kind} to ${to.kind}: ${JSON.stringify(reply.answer ?? reply)}\n`)
      const outcome = reply.answer as Outcome | undefined
      // A way that carries no vector is none for training.
      if (outcome === undefined || typeof outcome.pulled !== 'number') continue
      const name = `nat/${outcome.last}/from=${from.kind},to=${to.kind}`
      figures.push({ name, value: outcome.lastMs / 1_000, unit: 's' })
    }
  return figures
}

/** Waits until a house is known to the relay, and its router has opened a port if it does so. */
async function settle(peer: Peer, house: House | undefined, relay: string[]): Promise<void> {
  for (let i = 0; ; i++) {
    await peer.ask({ kind: 'connect', addresses: relay })
    const reserved = (await peer.ask({ kind: 'reserved' })).answer as string[]
    const own = (await peer.ask({ kind: 'addresses' })).answer as string[]
    const isMapped = house?.kind !== 'upnp' || own.some((it) => it.startsWith('/ip4/11.'))
    if (reserved.length > 0 && isMapped) return
    if (i === settleTries) {
      process.stdout.write(`${house?.kind}: ${reserved.length} relays, ${own.join(' ')}\n`)
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function start(space: string, plan: PeerPlan): Promise<Peer> {
  const script = fileURLToPath(new URL('./peer.ts', import.meta.url))
  const words = within(space, process.execPath, script, JSON.stringify(plan))
  const child = spawn('ip', words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const read = async (): Promise<Reply> => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`a peer in ${space} ended`)
    return JSON.parse(value) as Reply
  }
  await read()
  return {
    child,
    async ask(order) {
      child.stdin.write(`${JSON.stringify(order)}\n`)
      return await read()
    },
  }
}
