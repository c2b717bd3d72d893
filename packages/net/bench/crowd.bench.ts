import { type ChildProcess, fork } from 'node:child_process'
import { randomFillSync } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { compared, type Figure } from '@vain/base'
import type { Network } from '../src/index.ts'
import type { Load } from './load.ts'
import { median, seconds, startBenchPeer } from './peer.ts'
import type { Order, Word } from './peerProcess.ts'

const mebibyte = 2 ** 20
const spreadBytes = 10 * mebibyte
/** Numbers of keys: that of the one in this process is 1. */
const [firstKey, receiverKey] = [2, 100]

/** A process with some peers. */
type House = {
  readonly child: ChildProcess
  readonly peerIds: readonly string[]
  readonly addresses: readonly string[]
}

/** Fifty peers in ten processes around one in this and another, then eight that all know each other. */
export async function benchCrowd(): Promise<Figure[]> {
  const hub = await startBenchPeer(1, '/ip4/127.0.0.1/tcp/0')
  try {
    return [
      ...(await withHouses(firstKey, 10, 5, async (houses) => {
        for (const house of houses) await connect(house, hub.addresses())
        return [...(await benchSpread(hub, houses)), ...(await benchUploads(houses))]
      })),
      ...(await withHouses(firstKey, 8, 1, benchGossip)),
    ]
  } finally {
    await hub.stop()
  }
}

async function withHouses<T>(
  key: number,
  count: number,
  peersEach: number,
  work: (houses: readonly House[]) => Promise<T>,
): Promise<T> {
  const houses: House[] = []
  try {
    for (let i = 0; i < count; i++) houses.push(await startHouse(key + peersEach * i, peersEach))
    return await work(houses)
  } finally {
    const ends = houses.map(({ child }) => once(child, 'exit'))
    for (const { child } of houses) child.disconnect()
    await Promise.all(ends)
  }
}

async function startHouse(firstKey: number, peersEach: number): Promise<House> {
  const program = new URL('peerProcess.ts', import.meta.url)
  const child = fork(program, [`${firstKey}`, `${peersEach}`])
  const [here] = (await once(child, 'message')) as [Extract<Word, { kind: 'here' }>]
  return { child, peerIds: here.peerIds, addresses: here.addresses }
}

const connect = (house: House, addresses: readonly string[]): Promise<void> =>
  order(house, { kind: 'connect', addresses })

/** Resolves when all peers of the process have done it. */
function order({ child }: Pick<House, 'child'>, what: Order): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      child.off('message', onWord)
      child.off('exit', onExit)
    }
    const onExit = (code: number | null): void => {
      end()
      reject(new Error(`a peer ended with ${code}`))
    }
    const onWord = (word: Word): void => {
      if (word.kind !== 'done') return
      end()
      resolve()
    }
    child.on('message', onWord)
    child.on('exit', onExit)
    child.send(what)
  })
}

/** 10 MiB of content from one to one, and to ten at once. */
async function benchSpread(hub: Network, houses: readonly House[]): Promise<Figure[]> {
  const rates: number[] = []
  const bytes = spreadBytes
  for (const some of [houses.slice(0, 1), houses]) {
    const cid = await hub.content.put(randomFillSync(new Uint8Array(bytes)))
    const time = await seconds(() =>
      Promise.all(some.map((house) => order(house, { kind: 'get', cid, bytes }))),
    )
    rates.push((some.length * bytes) / 1e6 / time)
  }
  const [one = 0, many = 0] = rates
  const name = (peers: number): string => `network/content-get/peers=${peers}/10MiB`
  return [
    { name: name(1), value: one, unit: 'MB/s' },
    compared(
      { name: name(houses.length), value: many, unit: 'MB/s' },
      { name: 'one peer', value: one },
    ),
  ]
}

/**
 * A vector of 4 MiB of each of fifty peers, through as many slots as an aggregator has by default,
 * to one that does nothing else and has a process of its own.
 */
async function benchUploads(houses: readonly House[]): Promise<Figure[]> {
  const [slots, bytes] = [8, 4 * mebibyte]
  const from = houses.flatMap(({ peerIds }) => peerIds)
  for (const house of houses) await order(house, { kind: 'offer', bytes })
  const { idle, busy } = await withHouses(receiverKey, 1, 1, async ([receiver]) => {
    const { child, addresses } = receiver as House
    for (const house of houses) await connect(house, addresses)
    const { promise, resolve } = Promise.withResolvers<Extract<Word, { kind: 'collected' }>>()
    child.on('message', (word: Word) => word.kind === 'collected' && resolve(word))
    await order({ child }, { kind: 'collect', from, slots })
    return await promise
  })
  const uploads = from.length
  const name = (what: string): string => `network/uploads=${uploads},slots=${slots},4MiB/${what}`
  const beside = (what: string, unit: string, of: (load: Load) => number): Figure =>
    compared({ name: name(what), value: of(busy), unit }, { name: 'idle', value: of(idle) })
  return [
    { name: name('rate'), value: (uploads * bytes) / 1e6 / busy.seconds, unit: 'MB/s' },
    beside('peak-memory', 'MB', ({ peakBytes }) => peakBytes / 1e6),
    beside('event-loop-lag-p99', 'ms', ({ lagMs }) => lagMs),
    beside('processor', 'share', ({ processor }) => processor),
  ]
}

const [firstHints, hints, hintEveryMs] = [10, 50, 200]
/** What has not come by then is lost. */
const lateMs = 20_000

/** From one of eight processes to the seven others; each is connected to all. */
async function benchGossip(houses: readonly House[]): Promise<Figure[]> {
  const [author, ...others] = houses as [House, ...House[]]
  for (const [i, house] of houses.entries())
    for (const earlier of houses.slice(0, i)) await connect(house, earlier.addresses)
  const delays: number[] = []
  const tell = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      await order(author, { kind: 'hint' })
      await wait(hintEveryMs)
    }
  }
  const onWord = (word: Word): void => void (word.kind === 'hint' && delays.push(word.delayMs))
  for (const { child } of others) child.on('message', onWord)
  // While the first ones come, the mesh is built.
  await tell(firstHints)
  delays.length = 0
  await tell(hints)
  const expected = hints * others.length
  for (const end = Date.now() + lateMs; delays.length < expected && Date.now() < end; )
    await wait(hintEveryMs)
  const p99 = delays.toSorted((a, b) => a - b)[Math.floor(delays.length * 0.99)] ?? Number.NaN
  const name = (what: string): string => `network/gossip/processes=${houses.length}/${what}`
  return [
    { name: name('median'), value: median(delays), unit: 'ms' },
    { name: name('p99'), value: p99, unit: 'ms' },
    { name: name('arrived'), value: delays.length / expected, unit: 'share' },
  ]
}
