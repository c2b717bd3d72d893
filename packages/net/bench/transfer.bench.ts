import { randomFillSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compared, type Figure, type Log, Secret } from '@vain/base'
import { createGate, createNetwork, type Network } from '../src/index.ts'

const sizeBytes = 10 * 2 ** 20
const rounds = 7
const protocol = '/vain/vector/1'
const limits = { maxBytes: sizeBytes, timeoutMs: 60_000 }

/**
 * Moves 10 MiB between two networks on loopback, by `pull` and by `content.get`, beside bare TCP.
 *
 * Both ends run in this one process, as do those of the reference: the figures are what one
 * processor manages for both, encryption, hashing and (for content) writing to disk included.
 */
export async function benchTransfers(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vain-bench-'))
  const [holder, puller] = await startPair(folder)
  const bytes = new Uint8Array(sizeBytes).fill(1)
  holder.offer(
    protocol,
    async () => bytes,
    async () => undefined,
  )
  const pull = (): Promise<unknown> =>
    puller.pull(holder.peerId, protocol, new Uint8Array(1), limits)
  const fetch = async (): Promise<number> => {
    // Chunks that are alike would be fetched once.
    const cid = await holder.content.put(randomFillSync(new Uint8Array(sizeBytes)))
    return await seconds(() => puller.content.get(cid, limits))
  }
  await pull()
  await sendOverTcp(bytes)
  const times = { pull: [] as number[], fetch: [] as number[], tcp: [] as number[] }
  // Taken in turns, so that a noisy neighbour slows all.
  for (let round = 0; round < rounds; round++) {
    times.pull.push(await seconds(pull))
    times.fetch.push(await fetch())
    times.tcp.push(await seconds(() => sendOverTcp(bytes)))
  }
  await Promise.all([holder.stop(), puller.stop()])
  await rm(folder, { recursive: true })
  const reference = { name: 'bare TCP', value: rate(times.tcp) }
  return [
    figure('network/pull/10MiB', rate(times.pull), reference),
    figure('network/content-get/10MiB', rate(times.fetch), reference),
  ]
}

function figure(name: string, value: number, reference: { name: string; value: number }): Figure {
  return compared({ name, value, unit: 'MB/s' }, reference)
}

function rate(times: number[]): number {
  const median = times.toSorted((a, b) => a - b)[times.length >> 1] as number
  return sizeBytes / 1e6 / median
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

async function startPair(folder: string): Promise<[Network, Network]> {
  const gate = createGate()
  const start = async (name: string, last: number): Promise<Network> => {
    const privateKey = new Secret(new Uint8Array(32).fill(last))
    const dataFolder = join(folder, name)
    const listen = ['/ip4/127.0.0.1/tcp/0']
    return await createNetwork(
      { log: silent, gate },
      { privateKey, dataFolder, listen, topic: 't' },
    )
  }
  const pair: [Network, Network] = [await start('holder', 1), await start('puller', 2)]
  for (const { peerId } of pair) gate.admit(peerId)
  await pair[1].connect(pair[0].addresses())
  return pair
}

async function sendOverTcp(bytes: Uint8Array): Promise<void> {
  const server = createServer((socket) => socket.end(bytes))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').resume()
  await once(socket, 'close')
  server.close()
}

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silent,
}
