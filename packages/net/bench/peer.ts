import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Log, Secret } from '@vain/base'
import { createGate, createNetwork, type Gate, type Network } from '../src/index.ts'

/** Says nothing. */
export const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silent,
}

/** Everyone who does the benchmark. */
export const everyone: Gate = { ...createGate(), admits: () => true }

/** A network of its own, with key number `last`, in a folder that goes when it stops. */
export async function startBenchPeer(last: number, listen: string): Promise<Network> {
  const folder = await mkdtemp(join(tmpdir(), 'vain-bench-'))
  const network = await createNetwork(
    { log: silent, gate: everyone },
    {
      privateKey: new Secret(new Uint8Array(32).fill(last)),
      dataFolder: folder,
      listen: [listen],
      topic: '/vain/1/bench',
    },
  )
  return {
    ...network,
    async stop() {
      await network.stop()
      await rm(folder, { recursive: true })
    },
  }
}

/** The middle one of some values; of an even count the upper. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number
}

/** How long some work takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1_000
}
