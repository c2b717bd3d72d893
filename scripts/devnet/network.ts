import type { AnvilOptions } from '@vain/anvil'
import { type Clock, type Log, type Secret, toHex, VainError } from '@vain/base'
import {
  connectRpc,
  createFollower,
  createLedgerWriter,
  createWallet,
  type Deployment,
  deployNetwork,
  devAccounts,
  type Follower,
  handOver,
  type NetworkOptions,
  type Rpc,
  readBeacon,
  readDeployment,
} from '@vain/chain'
import { blsPublicKey } from '@vain/crypto'
import { announcedContent } from '@vain/net/artefacts'
import type { ContentSource, RoundParams } from '@vain/protocol'
import { openBeaconKey, startBeacon } from './beacon.ts'
import { type ChainProcess, startChain } from './chainProcess.ts'
import { type Daemon, startDaemon } from './daemon.ts'
import { checkDeal } from './examples.ts'
import {
  type NetworkFolder,
  type NetworkRecord,
  openNetworkFolder,
  writeArtefacts,
} from './folder.ts'
import { freePort } from './freePort.ts'
import { planRun } from './genesis.ts'
import { fundMembers, memberAddress, preparePassword, writeConfig } from './members.ts'
import { type Member, minStakes, type Plan, planNetwork } from './plan.ts'
import { foundRewards } from './rewards.ts'

/** A network on this machine: a chain and real daemons. */
export type Devnet = {
  readonly rpcUrl: string
  readonly rpc: Rpc
  readonly chain: ChainProcess
  readonly deployment: Deployment
  readonly record: NetworkRecord
  readonly follower: Follower
  readonly members: readonly Member[]
  readonly folder: NetworkFolder
  /** Artefacts, over the gateways that operators announced on chain. */
  readonly content: ContentSource
  /** The daemon of a member that was started. */
  daemon(name: string): Daemon
  /**
   * Starts a member's daemon, unless it runs.
   *
   * @param options - options of its own, over those of the plan
   */
  start(name: string, options?: Readonly<Record<string, unknown>>): Daemon
  /** Stops all daemons, then the chain, so that each writes what it has. */
  stop(): Promise<void>
}

export type DevnetSettings = {
  readonly path: string
  /** What a new network is to be. */
  readonly plan: Plan
  readonly params: RoundParams
  readonly epochSeconds: number
  /** How long decisions take; some minutes if it is left out. */
  readonly governance?: NetworkOptions['governance']
  /** Port of the chain on 127.0.0.1; 0 takes a free one. */
  readonly port: number
  /** States that the chain keeps; the latest if it is left out. */
  readonly states?: AnvilOptions['states']
}

export type DevnetDeps = {
  readonly log: Log
  readonly clock: Clock
  /** Says what is being done, for a person who waits. */
  readonly onProgress?: (text: string) => void
  /** Ends opening, with its reason. */
  readonly signal?: AbortSignal
}

/**
 * Opens a network: the chain with its state from disk, and the contracts, the run and funded keys
 * if the folder is new. No daemon is started yet.
 *
 * @throws {VainError} `devnet/chain-behind` if the chain has lost the network of the folder;
 *   `devnet/too-few-examples`; what dealing the examples throws; the signal's reason
 */
export async function openDevnet(deps: DevnetDeps, settings: DevnetSettings): Promise<Devnet> {
  const folder = openNetworkFolder(settings.path)
  if (folder.readRecord() === undefined) await checkDeal(settings.plan)
  deps.signal?.throwIfAborted()
  deps.onProgress?.('Starting the chain')
  const port = settings.port || (await freePort())
  const { states = 'latest' } = settings
  const chain = await startChain({ log: deps.log, port, statePath: folder.chainState, states })
  const rpc = connectRpc(chain.url)
  try {
    deps.signal?.throwIfAborted()
    const open = async () => {
      const record = folder.readRecord() ?? (await found(deps, settings, folder, rpc))
      return await follow(deps, folder, record, chain, rpc)
    }
    return await unlessAborted(open(), deps.signal)
  } catch (error) {
    rpc.close()
    await chain.stop()
    throw error
  }
}

/** What a promise gives, unless the signal comes first. @throws the signal's reason */
async function unlessAborted<Value>(work: Promise<Value>, signal?: AbortSignal): Promise<Value> {
  if (signal === undefined) return work
  const aborted = Promise.withResolvers<never>()
  const end = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', end, { once: true })
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', end)
  }
}

/** A decision takes some minutes, and so does a case: a person can see one through. Seconds. */
const shortTimes = {
  unbondingSeconds: 600,
  courts: { moveSeconds: 60 },
  // A network that trains no more opens no round, and so has no newer set of validators.
  rewards: { activationDelay: 30, maxEpochAge: 65_535 },
} as const

/** Deploys the contracts, creates the run, leaves both to governance, and funds the members. */
async function found(
  deps: DevnetDeps,
  { plan, params, epochSeconds, governance = {} }: DevnetSettings,
  folder: NetworkFolder,
  rpc: Rpc,
): Promise<NetworkRecord> {
  const [founder] = devAccounts(1)
  if (founder === undefined) throw new VainError('devnet/no-account', 'no funded account', {})
  deps.onProgress?.('Deploying the contracts')
  const wallet = createWallet(rpc, founder.privateKey)
  const tokenHolder = wallet.address
  const deployment = await deployNetwork(wallet, {
    ...{ tokenHolder, epochSeconds, minStakes: minStakes() },
    ...shortTimes,
    governance,
    beacon: ownBeacon(folder),
  })
  deps.onProgress?.('Creating the run: programs, first model, configuration')
  const beacon = await readBeacon(rpc, deployment.institutions.beacon)
  const { spec, configCid, artefacts } = await planRun(plan, params, beacon)
  writeArtefacts(folder.publishFolder, artefacts)
  const { run } = await createLedgerWriter(wallet, deployment).createRun(spec, configCid)
  await foundRewards(wallet, deployment, folder, run)
  await handOver(wallet, deployment)
  const members = planNetwork(plan)
  deps.onProgress?.(`Making keys and stakes of ${members.length} operators`)
  await fundAll(folder, rpc, deployment, founder.privateKey, members)
  const { ledger, institutions } = deployment
  const record = { ledger, institutions, run, plan, target: 0 }
  folder.writeRecord(record)
  return record
}

/** The rounds of a public beacon cannot be had on a machine without a network, so this has its own. */
function ownBeacon(folder: NetworkFolder) {
  const key = openBeaconKey(folder.beaconKeyFile)
  const genesisTime = Math.floor(Date.now() / 1_000)
  return { publicKey: toHex(blsPublicKey(key)), genesisTime, periodSeconds: 1 }
}

async function fundAll(
  folder: NetworkFolder,
  rpc: Rpc,
  deployment: Deployment,
  founder: Secret<Uint8Array>,
  members: readonly Member[],
): Promise<void> {
  preparePassword(folder)
  const addresses = await Promise.all(members.map((member) => memberAddress(folder, member)))
  const funded = members.map((member, i) => ({
    roles: member.roles,
    address: addresses[i] ?? '0x',
  }))
  await fundMembers(rpc, deployment, founder, funded)
}

async function follow(
  deps: DevnetDeps,
  folder: NetworkFolder,
  record: NetworkRecord,
  chain: ChainProcess,
  rpc: Rpc,
): Promise<Devnet> {
  const deployment = await readDeployment(rpc, record.ledger).catch((cause) => {
    const wayOut = 'Start with --reset to begin anew.'
    const message = 'the chain does not hold the network of this folder'
    throw new VainError('devnet/chain-behind', message, { wayOut }, { cause })
  })
  const follower = createFollower({ rpc, clock: deps.clock, log: deps.log }, { deployment })
  const end = () => void follower.stop()
  deps.signal?.addEventListener('abort', end, { once: true })
  await follower.start()
  deps.signal?.removeEventListener('abort', end)
  const { dataCourt, sumCourt, beacon } = record.institutions
  const served = await startBeacon(
    openBeaconKey(folder.beaconKeyFile),
    await readBeacon(rpc, beacon),
    // The chain goes by the time of the machine, also when that is put right.
    Date.now,
  )
  const daemons = new Map<string, Daemon>()
  const members = planNetwork(record.plan)
  const common = { rpcUrl: chain.url, ledger: deployment.ledger }
  return {
    rpcUrl: chain.url,
    rpc,
    chain,
    deployment,
    record,
    follower,
    members,
    folder,
    content: announcedContent(() => follower.view.view),
    start(name, options = {}) {
      const running = daemons.get(name)
      if (running?.isAlive()) return running
      const member = members.find((candidate) => candidate.name === name)
      if (member === undefined) throw unknownMember(name)
      const beaconUrls = [served.url]
      const own = member.app === 'aggregator' ? { dataCourt, sumCourt, beaconUrls } : {}
      writeConfig(folder, member, { ...common, ...own, ...options })
      const main = `${member.app}/src/main.ts`
      const daemon = startDaemon(name, main, folder.configFile(name), folder.logFile(name))
      daemons.set(name, daemon)
      return daemon
    },
    daemon(name) {
      const daemon = daemons.get(name)
      if (daemon === undefined) throw unknownMember(name)
      return daemon
    },
    async stop() {
      await Promise.all([...daemons.values()].map((daemon) => daemon.stop()))
      await follower.stop()
      await served.stop()
      rpc.close()
      await chain.stop()
    },
  }
}

function unknownMember(name: string): VainError {
  return new VainError('devnet/no-member', `there is no member ${name}, or it never ran`, { name })
}
