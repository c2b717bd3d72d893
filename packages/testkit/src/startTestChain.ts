import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Anvil, type AnvilOptions, startAnvil } from '@vain/anvil'
import {
  connectRpc,
  createLedgerReader,
  createLedgerWriter,
  createWallet,
  type DeployedNetwork,
  type DevAccount,
  deployNetwork,
  devAccounts,
  type LedgerReader,
  type LedgerWriter,
  type NetworkOptions,
  type Rpc,
  readBlock,
  type Wallet,
} from '@vain/chain'
import { createMemoryLog } from './memoryLog.ts'

export type TestChainOptions = Partial<Omit<NetworkOptions, 'tokenHolder'>> & {
  /** Accounts with ether and tokens; 6 by default. */
  readonly accounts?: number
  /** Tokens of each account, in the smallest unit; 10²¹ by default. */
  readonly tokens?: bigint
  /** Seconds between two blocks; by default only transactions and `pass` make blocks. */
  readonly blockTimeSeconds?: number
  /** `all` by default, so that reorganisations can be made. */
  readonly states?: AnvilOptions['states']
}

/** A chain of the test's own, with all contracts. */
export type TestChain = {
  readonly url: string
  readonly rpc: Rpc
  readonly deployment: DeployedNetwork
  readonly reader: LedgerReader
  readonly accounts: readonly DevAccount[]
  /** One for each account; the first may call what is restricted and holds the other tokens. */
  readonly wallets: readonly Wallet[]
  readonly writers: readonly LedgerWriter[]
  /** Moves the chain's clock by whole seconds and mines a block then. */
  pass(seconds: number): Promise<void>
  /** Stops the node and starts it again where it was, on the same port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Starts a node on a free port and creates a network on it. `stop` removes every trace. */
export async function startTestChain(options: TestChainOptions = {}): Promise<TestChain> {
  const { accounts: count = 6, tokens = 10n ** 21n, epochSeconds = 100, ...network } = options
  const folder = await mkdtemp(join(tmpdir(), 'vain-chain-'))
  const port = await freePort()
  const start = (): Promise<Anvil> => startNode(port, folder, options)
  let anvil = await start()
  const rpc = connectRpc(anvil.url)
  const accounts = devAccounts(count)
  const wallets = accounts.map(({ privateKey }) => createWallet(rpc, privateKey))
  // At least one: the wallets are those of the accounts.
  const [founder] = wallets as [Wallet]
  const tokenHolder = founder.address
  const deployment = await deployNetwork(founder, { ...network, epochSeconds, tokenHolder })
  const writers = wallets.map((wallet) => createLedgerWriter(wallet, deployment))
  for (const { address } of wallets.slice(1)) await writers[0]?.transfer(address, tokens)
  return {
    url: anvil.url,
    rpc,
    deployment,
    reader: createLedgerReader(rpc, deployment),
    accounts,
    wallets,
    writers,
    async pass(seconds) {
      await rpc.request('evm_increaseTime', [seconds])
      await rpc.request('evm_mine')
    },
    async restart() {
      const before = await readBlock(rpc, 'latest')
      await anvil.stop()
      anvil = await start()
      // Its clock is the machine's again, and time must not go back.
      const aheadSeconds = (before?.timestamp ?? 0) - Math.floor(Date.now() / 1_000)
      if (aheadSeconds > 0) await rpc.request('evm_increaseTime', [aheadSeconds])
    },
    async stop() {
      rpc.close()
      await anvil.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function startNode(port: number, folder: string, options: TestChainOptions): Promise<Anvil> {
  return startAnvil({
    port,
    log: createMemoryLog(),
    statePath: join(folder, 'state.json'),
    accounts: options.accounts ?? 6,
    blockTimeSeconds: options.blockTimeSeconds ?? 0,
    states: options.states ?? 'all',
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
