import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { type Anvil, type AnvilOptions, startAnvil } from '@vain/anvil'
import { type Clock, type Log, type LogFields, Secret } from '@vain/base'
import { blsProve, blsPublicKey, blsSecretKey, secp256k1PublicKey, signDigest } from '@vain/crypto'
import { possessionMessage, type RunSpec } from '@vain/protocol'
import {
  connectRpc,
  createLedgerWriter,
  createWallet,
  type Deployment,
  deployNetwork,
  devAccounts,
  type LedgerWriter,
  peerDigest,
  type Registration,
  type Rpc,
  type Wallet,
} from '../src/index.ts'

export const clock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted()
    await wait(ms, undefined, signal && { signal }).catch(() => signal?.throwIfAborted())
  },
}

export type Line = { level: string; message: string; fields: LogFields }

/** A log that remembers. */
export function createLines(): { log: Log; lines: Line[] } {
  const lines: Line[] = []
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      void lines.push({ level, message, fields })
  const log: Log = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: () => log,
  }
  return { log, lines }
}

export async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A chain that mines when told to or when there is a transaction. */
export async function startQuietAnvil(options: Partial<AnvilOptions> = {}): Promise<Anvil> {
  const { log } = createLines()
  return startAnvil({ port: await freePort(), log, blockTimeSeconds: 0, ...options })
}

export const mine = (rpc: Rpc): Promise<unknown> => rpc.request('evm_mine')

/** Moves the chain's clock and mines one block. */
export async function pass(rpc: Rpc, seconds: number): Promise<void> {
  await rpc.request('evm_increaseTime', [seconds])
  await mine(rpc)
}

export type Network = {
  anvil: Anvil
  rpc: Rpc
  deployment: Deployment
  wallets: Wallet[]
  writers: LedgerWriter[]
}

export const epochSeconds = 100

/** A chain with contracts and three wallets, the first of which owns everything. */
export async function startNetwork(options: Partial<AnvilOptions> = {}): Promise<Network> {
  const anvil = await startQuietAnvil({ states: 'all', ...options })
  const rpc = connectRpc(anvil.url)
  const wallets = devAccounts(3).map(({ privateKey }) => createWallet(rpc, privateKey))
  const deployment = await deployNetwork(wallets[0] as Wallet, {
    tokenHolder: (wallets[0] as Wallet).address,
    epochSeconds,
    minStakes: { validator: 100n },
  })
  const writers = wallets.map((wallet) => createLedgerWriter(wallet, deployment))
  return { anvil, rpc, deployment, wallets, writers }
}

const seedOf = (byte: number) => new Secret(new Uint8Array(32).fill(byte))

/** A registration with proofs, in all roles, for an operator whose keys come from `byte`. */
export function registrationOf(
  deployment: Deployment,
  wallet: Wallet,
  byte: number,
  roles = 7,
): Registration {
  const { chainId, keyBook } = deployment
  const peer = seedOf(byte)
  const isValidator = (roles & 4) !== 0
  const bls = blsSecretKey(seedOf(byte))
  const blsKey = isValidator ? blsPublicKey(bls) : new Uint8Array()
  const message = possessionMessage(chainId, keyBook, wallet.address, blsKey)
  return {
    peerKey: secp256k1PublicKey(peer),
    peerProof: signDigest(peer, peerDigest(chainId, keyBook, wallet.address)),
    roles,
    blsKey,
    blsProof: isValidator ? blsProve(bls, message) : new Uint8Array(),
    endpoints: [`/ip4/127.0.0.1/tcp/40${byte}`],
  }
}

const hash = (byte: string) => `0x${byte.repeat(32)}` as const

export const runSpec: RunSpec = {
  configHash: hash('01'),
  trainProgramHash: hash('02'),
  evaluateProgramHash: hash('03'),
  dataPolicyHash: hash('04'),
  genesisModelRoot: hash('05'),
  params: {
    minMembers: 2,
    corruptionBps: 1_000,
    turnSeconds: 30,
    phaseTurns: 4,
    trainSeconds: 60,
    disputeSeconds: 10,
    finalityBlocks: 2,
    maxEpochAge: 3,
    lastRound: 1_000,
  },
}

/** A node's door that can be shut, and opened again onto the same or another node. */
export type Door = { url: string; open(url: string): Promise<void>; shut(): Promise<void> }

export async function createDoor(url: string): Promise<Door> {
  let target = url
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(target, { method: 'POST', headers, body: Buffer.concat(chunks) })
    response.end(await answer.text())
  })
  const port = await freePort()
  const door: Door = {
    url: `http://127.0.0.1:${port}`,
    async open(next) {
      target = next
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
    async shut() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
  await door.open(url)
  return door
}
