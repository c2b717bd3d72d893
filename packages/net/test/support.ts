import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { identify } from '@libp2p/identify'
import type { Libp2p, ServiceMap } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { type Log, type LogFields, Secret, VainError } from '@vain/base'
import { expect } from 'chai'
import { createLibp2p, type ServiceFactoryMap } from 'libp2p'
import {
  createGate,
  createNetwork,
  type Network,
  type NetworkOptions,
  type OpenableGate,
} from '../src/index.ts'

export type LogLine = { level: string; message: string; fields: LogFields }

export type TestPeer = {
  network: Network
  gate: OpenableGate
  privateKey: Uint8Array
  dataFolder: string
  lines: LogLine[]
}

export const topic = '/vain/1/31337/0x00'

const ends: (() => Promise<unknown>)[] = []

/** Stops whatever the test started, the last first. */
export async function endAll(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end()
}

/** Has `endAll` do this as well. */
export function atEnd(end: () => Promise<unknown>): void {
  ends.push(end)
}

export async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vain-net-'))
  atEnd(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A network on a free port of this machine, with a closed gate. */
export async function startPeer(
  known: Partial<Pick<NetworkOptions, 'dataFolder' | 'listen' | 'reach'>> = {},
): Promise<TestPeer> {
  const gate = createGate()
  const privateKey = new Uint8Array(randomBytes(32))
  const dataFolder = known.dataFolder ?? (await createFolder())
  const lines: LogLine[] = []
  const network = await createNetwork(
    { log: recordLog(lines), gate },
    {
      privateKey: new Secret(privateKey),
      dataFolder,
      listen: known.listen ?? ['/ip4/127.0.0.1/tcp/0'],
      topic,
      reach: known.reach ?? {},
    },
  )
  atEnd(() => network.stop())
  return { network, gate, privateKey, dataFolder, lines }
}

/** Peers that admit one another, each connected to the first. */
export async function startPeers(
  count: number,
  known: { listen?: readonly string[] } = {},
): Promise<TestPeer[]> {
  const peers = await Promise.all(Array.from({ length: count }, () => startPeer(known)))
  for (const { gate } of peers) for (const { network } of peers) gate.admit(network.peerId)
  const [first, ...others] = peers as [TestPeer, ...TestPeer[]]
  for (const { network } of others) await network.connect(first.network.addresses())
  return peers
}

/** A bare libp2p node, to do what a Network would not, connected to `peer` and admitted there. */
export async function startStranger<Services extends ServiceMap = ServiceMap>(
  peer: TestPeer,
  services?: ServiceFactoryMap<Services>,
): Promise<Libp2p<Services>> {
  const stranger = await createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify(), ...services } as ServiceFactoryMap<Services>,
  })
  atEnd(async () => await stranger.stop())
  peer.gate.admit(stranger.peerId.toString())
  await stranger.dial(peer.network.addresses().map((address) => multiaddr(address)))
  const id = stranger.peerId.toString()
  await until(() => peer.network.connectedPeers().includes(id), 'the connection')
  return stranger
}

/** Waits until the condition holds; fails after fifty seconds. */
export async function until(condition: () => boolean, what = 'the condition'): Promise<void> {
  const deadline = performance.now() + 50_000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`${what} never held`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Publishes a hint now and then, until the condition holds. */
export async function published(network: Network, condition: () => boolean): Promise<void> {
  for (let i = 0; i < 100 && !condition(); i++) {
    await network.publish(someBytes(100))
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  expect(condition(), 'the hint came').to.equal(true)
}

/** Expects a VainError with that code. */
export async function expectCode(code: string, outcome: Promise<unknown>): Promise<VainError> {
  const error = await outcome.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).to.be.instanceOf(VainError)
  expect((error as VainError).code).to.equal(code)
  return error as VainError
}

/** Bytes that no two calls share. */
export function someBytes(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length))
}

/** A log that keeps its lines. */
export function recordLog(lines: LogLine[]): Log {
  const record =
    (level: string) =>
    (message: string, fields: LogFields = {}): void => {
      lines.push({ level, message, fields })
    }
  const log: Log = {
    debug: record('debug'),
    info: record('info'),
    warn: record('warn'),
    error: record('error'),
    with: () => log,
  }
  return log
}

/** An HTTP server of the test's, and its address. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
