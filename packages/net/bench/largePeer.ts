import { randomFillSync } from 'node:crypto'
import type { Instruments, Meter } from '@vain/base'
import { noMeter, Secret } from '@vain/base'
import { createNetwork } from '../src/index.ts'
import { everyone, seconds, silent } from './peer.ts'

/** What the benchmark tells a peer that has or wants large content. */
export type LargeOrder =
  | { readonly kind: 'put'; readonly sizeBytes: number }
  | { readonly kind: 'connect'; readonly addresses: readonly string[] }
  | { readonly kind: 'open'; readonly cid: string; readonly sizeBytes: number }

/** What it says to each, and at first where it is. */
export type LargeAnswer = {
  readonly addresses: readonly string[]
  readonly cid: string
  readonly seconds: number
  /** Most memory of the process so far. */
  readonly peakBytes: number
  /** Bytes of blocks that it has sent so far. */
  readonly sentBytes: number
}

const [key = '', dataFolder = ''] = process.argv.slice(2)
const timeoutMs = 600_000
let sentBytes = 0

/** Counts what streams of blocks carried. */
const meter: Meter = {
  open(table) {
    const instruments = { ...noMeter.open(table) } as Record<string, unknown>
    instruments.sent = {
      add({ protocol }: { protocol: string }, amount = 1) {
        if (protocol === '/vain/blocks/1') sentBytes += amount
      },
    }
    return instruments as Instruments<typeof table>
  },
}

const network = await createNetwork(
  { log: silent, gate: everyone, meter },
  {
    privateKey: new Secret(new Uint8Array(32).fill(Number(key))),
    dataFolder,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    topic: '/vain/1/bench',
  },
)

async function* randomPieces(sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < sizeBytes; at += 2 ** 20)
    yield randomFillSync(new Uint8Array(Math.min(2 ** 20, sizeBytes - at)))
}

async function obey(order: LargeOrder): Promise<string> {
  if (order.kind === 'put') return network.content.put(randomPieces(order.sizeBytes))
  if (order.kind === 'connect') {
    await network.connect(order.addresses)
    return ''
  }
  const { cid, sizeBytes } = order
  const file = await network.content.open(cid, { maxBytes: sizeBytes, timeoutMs })
  let read = 0
  for await (const piece of file.read()) read += piece.length
  if (read !== sizeBytes) throw new Error(`${read} bytes of ${sizeBytes}`)
  return cid
}

function say(cid: string, time: number): void {
  const answer: LargeAnswer = {
    addresses: network.addresses(),
    cid,
    seconds: time,
    peakBytes: process.resourceUsage().maxRSS * 1_024,
    sentBytes,
  }
  process.send?.(answer)
}

async function obeyAndSay(order: LargeOrder): Promise<void> {
  let cid = ''
  const time = await seconds(async () => {
    cid = await obey(order)
  })
  say(cid, time)
}

process.on('message', (order: LargeOrder) => void obeyAndSay(order))
process.on('disconnect', () => void network.stop())
say('', 0)
