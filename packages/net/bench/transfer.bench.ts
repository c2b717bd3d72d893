import { randomFillSync } from 'node:crypto'
import { compared, type Figure } from '@vain/base'
import { vectorProtocol } from '@vain/protocol'
import type { Network } from '../src/index.ts'
import { median, seconds, startBenchPeer } from './peer.ts'
import { sendOverTcp, sendOverTls } from './plain.ts'

const sizeBytes = 10 * 2 ** 20
const rounds = 7
const limits = { maxBytes: sizeBytes, timeoutMs: 60_000 }

const transports = {
  tcp: '/ip4/127.0.0.1/tcp/0',
  ws: '/ip4/127.0.0.1/tcp/0/ws',
  quic: '/ip4/127.0.0.1/udp/0/quic-v1',
} as const

/**
 * Moves 10 MiB between two networks on loopback, by `pull` over each transport and by
 * `content.get`, beside bare TCP and TLS.
 *
 * Both ends run in this one process, as do those of the references: the figures are what one
 * processor manages for both, encryption, hashing and (for content) writing to disk included.
 */
export async function benchTransfers(): Promise<Figure[]> {
  const bytes = new Uint8Array(sizeBytes).fill(1)
  const pairs = new Map<string, [Network, Network]>()
  for (const [name, listen] of Object.entries(transports))
    pairs.set(name, await startPair(listen, bytes))
  const works = new Map<string, () => Promise<unknown>>([
    ['tcp', () => sendOverTcp(bytes)],
    ['tls', () => sendOverTls(bytes)],
  ])
  for (const [name, [holder, puller]] of pairs)
    works.set(`pull/${name}`, () =>
      puller.pull(holder.peerId, vectorProtocol, new Uint8Array(1), limits),
    )
  const [holder, puller] = pairs.get('tcp') as [Network, Network]
  const times = new Map<string, number[]>()
  const note = (name: string, time: number): void =>
    void times.set(name, [...(times.get(name) ?? []), time])
  for (const work of works.values()) await work()
  // Taken in turns, so that a noisy neighbour slows all.
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of works) note(name, await seconds(work))
    // Chunks that are alike would be fetched once.
    const cid = await holder.content.put(randomFillSync(new Uint8Array(sizeBytes)))
    note('content-get', await seconds(() => puller.content.get(cid, limits)))
  }
  for (const pair of pairs.values()) await Promise.all(pair.map((network) => network.stop()))
  const rate = (name: string): number => sizeBytes / 1e6 / median(times.get(name) ?? [])
  const beside = (name: string, reference: 'tcp' | 'tls'): Figure =>
    compared(
      { name: `network/${name}/10MiB`, value: rate(name), unit: 'MB/s' },
      { name: reference === 'tcp' ? 'bare TCP' : 'TLS', value: rate(reference) },
    )
  return [
    ...[...pairs.keys()].flatMap((name) => [
      beside(`pull/${name}`, 'tcp'),
      beside(`pull/${name}`, 'tls'),
    ]),
    beside('content-get', 'tcp'),
  ]
}

async function startPair(listen: string, bytes: Uint8Array): Promise<[Network, Network]> {
  const pair: [Network, Network] = [
    await startBenchPeer(1, listen),
    await startBenchPeer(2, listen),
  ]
  pair[0].offer(
    vectorProtocol,
    async () => bytes,
    async () => undefined,
  )
  await pair[1].connect(pair[0].addresses())
  return pair
}
