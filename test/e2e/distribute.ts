import { join } from 'node:path'
import { readBlock } from '@vain/chain'
import type { TestNetwork } from './network.ts'
import { type Outcome, runScript } from './vain.ts'

/** What `vain rewards propose --json` says. */
export type Distributed = {
  readonly number: number
  readonly rounds: number
  readonly total: string
  readonly withheld: string
  readonly accounts: Readonly<Record<string, string>>
  readonly activeAt: number
}

/** `vain rewards` against a network, as its own process. */
function runRewards({ rpcUrl, record }: TestNetwork, ...args: string[]): Promise<Outcome> {
  const { ledger, institutions } = record
  const where = ['--rpc-url', rpcUrl, '--ledger', ledger, '--rewards', institutions.rewards]
  const [command = '', ...flags] = args
  return runScript('node/bin/vain.mjs', ['rewards', command, ...where, ...flags, '--json'])
}

/** A validator's word for the distribution as of a block; its file is `output`. */
export function signRewards(network: TestNetwork, name: string, block: number): Promise<Outcome> {
  const { folder } = network
  const output = join(folder.memberFolder(name), 'share.json')
  const flags = ['--config', folder.configFile(name), '--block', String(block)]
  return runRewards(network, 'sign', ...flags, '--output', output)
}

/** Proposes what validators signed, in the name of the aggregator, which publishes the amounts. */
export function proposeRewards(network: TestNetwork, files: readonly string[]): Promise<Outcome> {
  const config = ['--config', network.folder.configFile('aggregator-0')]
  return runRewards(network, 'propose', ...config, '--shares', files.join(','))
}

export async function newestBlock({ rpc }: TestNetwork): Promise<number> {
  return (await readBlock(rpc, 'latest'))?.number ?? 0
}
