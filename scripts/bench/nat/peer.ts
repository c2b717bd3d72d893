import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Log, VainError } from '@vain/base'
import { createGate, createNetwork, type NetworkOptions, startStunServer } from '@vain/net'
import { vectorProtocol } from '@vain/protocol'
import { idOf, keyOf, type PeerOrder, type PeerPlan } from './plan.ts'

const vectorBytes = 2 ** 20
const directWithinMs = 25_000

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silent,
}

async function main(plan: PeerPlan): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'vain-nat-'))
  const log = silent
  const gate = createGate()
  for (let i = 0; i < plan.keys; i++) gate.admit(idOf(i))
  for (const host of plan.stunHosts) await startStunServer(log, { host, port: 3478 })
  const options: NetworkOptions = {
    privateKey: keyOf(plan.key),
    dataFolder: folder,
    listen: [plan.listen],
    topic: 'nat',
    reach: { relay: plan.relay, upnp: plan.upnp, stunServers: () => plan.stunServers },
  }
  const network = await createNetwork({ log, gate }, options)
  const bytes = new Uint8Array(vectorBytes)
  network.offer(
    vectorProtocol,
    async () => bytes,
    async () => undefined,
  )
  network.handle('/vain/round/1', { maxRequestBytes: 16 }, async (_, request) => request)

  async function reach(peer: string, addresses: readonly string[]): Promise<object> {
    const began = performance.now()
    const since = (): number => Math.round(performance.now() - began)
    const routes = (): string[] =>
      network.links().flatMap(({ peerId, route }) => (peerId === peer ? [route] : []))
    await network.connect(addresses)
    const connectedMs = since()
    const first = routes()[0]
    const limits = { maxResponseBytes: 16, timeoutMs: 10_000 }
    await network.request(peer, '/vain/round/1', new Uint8Array(4), limits)
    while (!routes().some((route) => route !== 'relayed') && since() < directWithinMs)
      await new Promise((resolve) => setTimeout(resolve, 5))
    const last = routes().find((route) => route !== 'relayed') ?? 'relayed'
    const lastMs = since()
    const pulled = await network
      .pull(peer, vectorProtocol, new Uint8Array(1), { maxBytes: vectorBytes, timeoutMs: 60_000 })
      .then(
        () => since() - lastMs,
        (error: unknown) => (error instanceof VainError ? error.code : String(error)),
      )
    return { first, connectedMs, last, lastMs, pulled }
  }

  async function obey(order: PeerOrder): Promise<unknown> {
    switch (order.kind) {
      case 'addresses':
        return network.addresses()
      case 'reserved':
        return network.relays()
      case 'connect':
        return network.connect(order.addresses)
      case 'reach':
        return reach(order.peer, order.addresses)
    }
  }

  const say = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`)
  say({ ready: network.peerId })
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      say({ answer: (await obey(JSON.parse(line) as PeerOrder)) ?? null })
    } catch (error) {
      say({ failed: error instanceof VainError ? error.code : String(error) })
    }
  }
  await network.stop()
  await rm(folder, { recursive: true, force: true })
}

await main(JSON.parse(process.argv[2] ?? '') as PeerPlan)
