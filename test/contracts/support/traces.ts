import { expect } from 'chai'
import { ethers, helpers } from './chain.ts'

/** A slot that was written, and whether it was made out of zero. */
export type Write = { readonly address: string; readonly slot: string; readonly created: boolean }

type Frame = { readonly op: string; readonly depth: number; readonly stack: readonly string[] }

/** What a stretch of the chain wrote after a block. */
export async function writesSince(block: number): Promise<Write[]> {
  const writes: Write[] = []
  for (let number = block + 1; number <= (await helpers.time.latestBlock()); number++) {
    const { transactions = [] } = (await ethers.provider.getBlock(number)) ?? {}
    for (const hash of transactions) writes.push(...(await writesOf(hash, number)))
  }
  return writes
}

/** What some calls write, each in a block of its own. */
export async function writesOfCalls(calls: () => Promise<unknown>): Promise<Write[]> {
  const block = await helpers.time.latestBlock()
  await calls()
  return writesSince(block)
}

/** Slots among these that were made out of zero. */
export const createdOf = (writes: readonly Write[]): Write[] =>
  writes.filter(({ created }) => created)

async function writesOf(hash: string, block: number): Promise<Write[]> {
  const { structLogs } = await ethers.provider.send('debug_traceTransaction', [hash])
  const { to } = (await ethers.provider.getTransaction(hash)) ?? {}
  const slots = slotsOf(structLogs as Frame[], ethers.getAddress(to as string))
  const writes: Write[] = []
  for (const place of slots) {
    const [address = '', slot = ''] = place.split(' ')
    const before = BigInt(await helpers.getStorageAt(address, slot, block - 1))
    const after = BigInt(await helpers.getStorageAt(address, slot, block))
    writes.push({ address, slot, created: before === 0n && after !== 0n })
  }
  return writes
}

/** Address and slot of each store in a trace, without repetitions. */
function slotsOf(frames: readonly Frame[], to: string): Set<string> {
  const slots = new Set<string>()
  /** Whose storage is in force, by depth. */
  const owners = [to]
  for (const { op, depth, stack } of frames) {
    owners.length = Math.max(1, Math.min(owners.length, depth + 1))
    const owner = owners[depth - 1] as string
    if (op === 'SSTORE') slots.add(`${owner} ${stack.at(-1)}`)
    // Nothing here makes contracts while it is traced.
    expect(op).not.to.match(/^CREATE/)
    const target = (): string =>
      ethers.getAddress(
        `0x${BigInt(stack.at(-2) as string)
          .toString(16)
          .padStart(40, '0')
          .slice(-40)}`,
      )
    if (op === 'CALL' || op === 'STATICCALL') owners[depth] = target()
    if (op === 'DELEGATECALL' || op === 'CALLCODE') owners[depth] = owner
  }
  return slots
}
