import { VainError } from '@vain/base'
import type { Rpc } from '@vain/chain'
import { type Dice, type RandomLog, randomLog } from './randomLogs.ts'

type MemoryBlock = {
  readonly number: number
  readonly hash: string
  readonly parentHash: string
  readonly logs: readonly RandomLog[]
}

/** A chain of random logs, as a node tells of it. */
export type MemoryChain = {
  readonly rpc: Rpc
  readonly height: () => number
  /** Adds blocks, each with up to `most` logs. */
  mine(blocks: number, most: number): void
  /** Takes the last blocks away and puts others there, or fewer. */
  reorganise(depth: number, blocks: number): void
  /** Called before each answer: the chain may change while it is read. */
  onRequest: () => void | Promise<void>
}

const quantity = (number: number): string => `0x${number.toString(16)}`
const word = (number: number): string => `0x${number.toString(16).padStart(64, '0')}`

/** Most blocks of one answer with logs, so that reading goes in pieces. */
const maxRange = 7

export function createMemoryChain(dice: Dice): MemoryChain {
  let made = 0
  const blocks: MemoryBlock[] = []

  function add(most: number): void {
    const number = blocks.length
    const logs = Array.from({ length: Math.floor(dice() * (most + 1)) }, () => randomLog(dice))
    const parentHash = blocks.at(-1)?.hash ?? word(0)
    blocks.push({ number, hash: word(++made + 2 ** 40), parentHash, logs })
  }

  const answers: Readonly<Record<string, (...params: never[]) => unknown>> = {
    eth_getBlockByNumber(which: string) {
      const block = which === 'latest' ? blocks.at(-1) : blocks[Number(which)]
      if (block === undefined) return null
      const { number, hash, parentHash } = block
      return { number: quantity(number), hash, parentHash, timestamp: quantity(1_000 + number) }
    },
    eth_getLogs({ fromBlock, toBlock, address }: Filter) {
      const [from, to] = [Number(fromBlock), Number(toBlock)]
      if (to - from >= maxRange) throw tooMuch()
      return blocks
        .slice(from, to + 1)
        .flatMap(({ number, hash, logs }) =>
          logs.map((log, i) => ({
            ...log,
            blockNumber: quantity(number),
            blockHash: hash,
            // Two logs share a transaction.
            transactionHash: word(Number(hash) * 1_000 + (i >> 1)),
            logIndex: quantity(i),
          })),
        )
        .filter((log) => address.includes(log.address))
    },
    eth_getTransactionReceipt(hash: string) {
      return { gasUsed: quantity(Number(BigInt(hash) % 997n)), from: `0x${hash.slice(-40)}` }
    },
  }

  const chain: MemoryChain = {
    rpc: {
      async request(method, params = []) {
        await chain.onRequest()
        // Another task may run between a question and its answer.
        await Promise.resolve()
        return answers[method]?.(...(params as never[]))
      },
      close() {},
    },
    height: () => blocks.length,
    mine(count, most) {
      for (let i = 0; i < count; i++) add(most)
    },
    reorganise(depth, count) {
      blocks.splice(Math.max(1, blocks.length - depth))
      for (let i = 0; i < count; i++) add(3)
    },
    onRequest() {},
  }
  add(0)
  return chain
}

type Filter = { fromBlock: string; toBlock: string; address: string[] }

function tooMuch(): VainError {
  return new VainError('chain/rpc-error', 'too many', {
    ...{ method: 'eth_getLogs', code: -32_005, detail: 'too many', data: undefined },
  })
}
