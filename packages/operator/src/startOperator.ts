import { join } from 'node:path'
import { type Clock, type Log, type RandomSource, toHex } from '@vain/base'
import {
  connectRpcs,
  createFollower,
  createLedgerReader,
  createLedgerWriter,
  createWallet,
  type Deployment,
  type Follower,
  type LedgerReader,
  type LedgerWriter,
  measureFollower,
  measureRpc,
  measureWallet,
  type RoleName,
  type Rpc,
  readDeployment,
  type Wallet,
} from '@vain/chain'
import { addressOf } from '@vain/crypto'
import { createNetwork, type Network, openContentStore } from '@vain/net'
import type { Hex, OperatorKeys, Recall, Venue } from '@vain/protocol'
import type { ApiDefinition, HttpServer, OptionsOf, PrometheusMeter } from '@vain/service'
import { adoptRuns } from './adoptRuns.ts'
import { operatorApi } from './api/operatorApi.ts'
import { serveOperator } from './api/serveOperator.ts'
import { createCleanup } from './createCleanup.ts'
import { createTroubles, type Troubles } from './createTroubles.ts'
import { endpointsOf } from './endpoints.ts'
import { joinKeyBook } from './joinKeyBook.ts'
import { keepConnected } from './keepConnected.ts'
import { lockFolder } from './lockFolder.ts'
import { measureOperator } from './metrics/index.ts'
import { type MirrorPolicy, mirrorToKubo } from './mirrorToKubo.ts'
import { openKeys } from './openKeys.ts'
import { openOwnKubo } from './openOwnKubo.ts'
import type { operatorOptions } from './operatorOptions.ts'
import { toSmallestUnit } from './parseAmount.ts'
import { followPeers, type Peers } from './peers.ts'
import { persist } from './persist.ts'
import { probeFolder } from './probeFolder.ts'
import { publishFolder } from './publishFolder.ts'
import {
  followEndpoints,
  joiningAddresses,
  startStun,
  stunServersOf,
  untilMapped,
} from './reach/index.ts'
import { readCourtTerms } from './retention/collectStore.ts'
import { followTerms } from './retention/followTerms.ts'
import { keepTidy } from './retention/keepTidy.ts'
import { type LookBack, recallOf } from './retention/recallOf.ts'
import { watchDisk } from './watchDisk.ts'

/** Values of the common option table, and the roles to be registered with. */
export type OperatorOptions = Omit<OptionsOf<typeof operatorOptions>, 'logLevel' | 'logFormat'> & {
  readonly roles: readonly RoleName[]
  /** Address of the court whose terms say what has to be kept; empty if it is not known. */
  readonly dataCourt?: string
}

export type OperatorDeps = {
  readonly log: Log
  readonly clock: Clock
  readonly random: RandomSource
  readonly meter: PrometheusMeter
  /** What the daemon serves over HTTP: the operator's endpoints, and its own. */
  readonly api?: ApiDefinition
  /** Whether the operator has paused the daemon, for health to tell. */
  readonly isPaused?: () => boolean
  /** What it looks back at; nothing beyond what every operator does if it is left out. */
  readonly lookBack?: LookBack
}

/** A registered operator that is connected to the chain and to the others. */
export type OperatorHost = {
  /** Index in `KeyBook`. */
  readonly index: number
  /** Staking address, lower case. */
  readonly address: Hex
  readonly keys: OperatorKeys
  readonly venue: Venue
  readonly deployment: Deployment
  readonly rpc: Rpc
  /** The one that pays for what the operator sends. */
  readonly wallet: Wallet
  readonly follower: Follower
  readonly reader: LedgerReader
  readonly writer: LedgerWriter
  readonly network: Network
  readonly peers: Peers
  /** Address of the health page and the artefact gateway. */
  readonly httpUrl: string
  /** Says how an endpoint is answered, one of the daemon's own. */
  readonly answer: HttpServer['answer']
  /** What health tells to be wrong. */
  readonly troubles: Troubles
  readonly log: Log
  /** Resolves when the signal is aborted; rejects when the chain can no longer be followed. */
  untilStopped(signal: AbortSignal): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts what both daemons share: keys, chain, stake, registration, network, gateway. It waits for
 * funds if there are none. A restart finds itself registered.
 *
 * @throws {VainError} `operator/folder-in-use`, `operator/registered-otherwise`, and what keystore,
 *   chain and network throw
 * @throws the signal's reason when it is aborted meanwhile
 */
export async function startOperator(
  deps: OperatorDeps,
  options: OperatorOptions,
  signal: AbortSignal,
): Promise<OperatorHost> {
  const cleanup = createCleanup(deps.log)
  try {
    return await start(deps, options, signal, cleanup)
  } catch (error) {
    await cleanup.run()
    throw error
  }
}

async function start(
  deps: OperatorDeps,
  options: OperatorOptions,
  signal: AbortSignal,
  cleanup: ReturnType<typeof createCleanup>,
): Promise<OperatorHost> {
  const { log, clock } = deps
  cleanup.add(lockFolder(options.dataFolder))
  const keys = await openKeys(deps, options)
  const address = toHex(addressOf(keys.staking))
  const chain = await followChain(deps, options, keys, cleanup, signal)
  const { follower, deployment } = chain
  const troubles = createTroubles()
  cleanup.add(watchDisk({ log, clock, troubles }, options.dataFolder))
  cleanup.add(probeFolder({ log, clock, troubles }, options.dataFolder))
  const mirror = followPeers(follower)
  let index: number | undefined
  cleanup.add(mirror.stop)
  cleanup.add(measureOperator(deps, { ...options, ...chain, address, index: () => index }))
  const venue: Venue = { chainId: deployment.chainId, ledger: deployment.ledger }
  const network = await connect(deps, options, { keys, venue, mirror })
  cleanup.add(() => network.stop())
  for (const end of await tendContent(deps, options, { ...chain, address }, network))
    cleanup.add(end)
  const facts = { ...chain, network, troubles, peers: mirror.peers, index: () => index }
  const { dataFolder, httpHost: host, httpPort: port, roles } = options
  const http = await serveOperator(
    { ...deps, ...facts, address, roles },
    { api: deps.api ?? operatorApi, dataFolder, host, port },
    cleanup,
  )
  cleanup.add(await startStun(log, options))
  await untilMapped(deps, network, options, signal)
  const endpointsWith = (own: Pick<Network, 'addresses' | 'peerId'>): string[] =>
    endpointsOf(own, { host, port: http.port }, options.announce, options.stunPort)
  const endpoints = endpointsWith({
    peerId: network.peerId,
    addresses: () => joiningAddresses(network.addresses(), standing(follower, address)),
  })
  const stake = toSmallestUnit(options.stake ?? '0')
  const wanted = { address, keys, roles: options.roles, endpoints, stake }
  index = await persist(deps, signal, () => joinKeyBook({ ...chain, log, clock }, wanted, signal))
  // Not before: whoever is not in the view that it has of the chain has no true one.
  const store = openContentStore(join(options.dataFolder, 'network'))
  cleanup.add(keepTidy({ ...deps, ...chain, store }, { dataCourt: '', ...options }))
  cleanup.add(keepConnected({ clock, log, follower, network, peers: mirror.peers }))
  cleanup.add(warnWhenInactive(log, follower, index))
  cleanup.add(
    followEndpoints({
      ...deps,
      network,
      writer: chain.writer,
      endpoints: () => endpointsWith(network),
      announced: () => follower.view.view.operators.get(index ?? 0)?.endpoints ?? [],
    }),
  )
  log.info('ready', { index, address, roles: options.roles, peerId: network.peerId })
  return {
    ...chain,
    index,
    address,
    keys,
    venue,
    network,
    peers: mirror.peers,
    httpUrl: http.url,
    answer: http.answer,
    troubles,
    log,
    stop: cleanup.run,
  }
}

/** What the operator with this staking address has announced so far. */
function standing({ view }: Follower, address: string): readonly string[] {
  const all = [...view.view.operators.values()]
  return all.find((operator) => operator.address === address)?.endpoints ?? []
}

function connect(
  { log, meter }: OperatorDeps,
  options: OperatorOptions,
  of: { keys: OperatorKeys; venue: Venue; mirror: ReturnType<typeof followPeers> },
): Promise<Network> {
  const { keys, venue, mirror } = of
  const announced = (): string[] => stunServersOf(mirror.peers.active().values())
  return createNetwork(
    { log, gate: mirror.gate, meter },
    {
      privateKey: keys.peer,
      dataFolder: join(options.dataFolder, 'network'),
      listen: [...options.listen],
      topic: `/vain/1/${venue.chainId}/${venue.ledger}`,
      reach: {
        relay: options.relay,
        upnp: options.upnp,
        bootstrap: options.bootstrap,
        ...(options.mdns ? { lan: {} } : {}),
        stunServers: () => [...options.stunServers, ...announced()],
      },
    },
  )
}

/** Brings artefacts into the store, and gives the ways to end that. */
async function tendContent(
  { log, clock }: OperatorDeps,
  options: OperatorOptions,
  chain: Pick<OperatorHost, 'follower' | 'reader' | 'rpc' | 'deployment' | 'address'>,
  { content }: Network,
): Promise<(() => void | Promise<void>)[]> {
  const { publishFolder: folder, runGateways } = options
  const store = openContentStore(join(options.dataFolder, 'network'))
  const readerAt = (block: number) => createLedgerReader(chain.rpc, chain.deployment, block)
  const deps = { ...chain, readerAt, log, clock, content, store }
  const kubo = await openOwnKubo(options)
  return [
    ...(folder === undefined ? [] : [await publishFolder(deps, folder)]),
    ...(runGateways.length === 0 ? [] : [adoptRuns(deps, runGateways)]),
    ...(kubo === undefined ? [] : [mirrorToKubo(deps, kubo, mirrorPolicy(options, chain))]),
  ]
}

/** Two operators that share a Kubo node each end their own pins only. */
function mirrorPolicy(
  { keepRounds, dataCourt = '' }: OperatorOptions,
  { rpc, deployment, address }: Pick<OperatorHost, 'rpc' | 'deployment' | 'address'>,
): MirrorPolicy {
  return {
    name: `vain ${deployment.chainId} ${deployment.ledger} ${address}`,
    keepRounds,
    readTerms: () => readCourtTerms(rpc, deployment, dataCourt),
  }
}

/** Retired by its owner, or evicted for want of stake: it is not asked for anything any more. */
function warnWhenInactive(log: Log, follower: Follower, index: number): () => void {
  let wasActive = true
  return follower.onChange(({ view }) => {
    const isActive = view.operators.get(index)?.active === true
    if (wasActive && !isActive) log.warn('this operator is no longer active', { index })
    wasActive = isActive
  })
}

async function followChain(
  { log, clock, meter, lookBack }: OperatorDeps,
  options: OperatorOptions,
  keys: OperatorKeys,
  cleanup: ReturnType<typeof createCleanup>,
  signal: AbortSignal,
): Promise<
  Pick<
    OperatorHost,
    'rpc' | 'wallet' | 'deployment' | 'follower' | 'reader' | 'writer' | 'untilStopped'
  >
> {
  const ledger = options.ledger.toLowerCase() as Hex
  const nodes = connectRpcs([options.rpcUrl, ...options.rpcFallbackUrls], {
    ledger,
    onSwitch: (place) => log.warn('asks another node of the chain', { place }),
  })
  const rpc = measureRpc(nodes, meter)
  cleanup.add(() => rpc.close())
  const deployment = await persist({ log, clock }, signal, () => readDeployment(rpc, ledger))
  const court = await followTerms({ log, clock, rpc, deployment }, options.dataCourt ?? '', signal)
  cleanup.add(court.stop)
  const recall = (): Recall => recallOf(options, court.terms(), lookBack)
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  const follower = createFollower(
    { rpc, clock, log },
    {
      deployment,
      onFailure: (error) => failed.reject(error),
      // What a Kubo node pins, and what it need not any more, is told from all rounds.
      ...(options.kuboUrl === undefined && { recall }),
    },
  )
  cleanup.add(() => follower.stop())
  signal.addEventListener('abort', () => void follower.stop(), { once: true })
  await follower.start()
  signal.throwIfAborted()
  cleanup.add(measureFollower(follower, meter))
  const wallet = measureWallet(createWallet(rpc, keys.staking), meter)
  return {
    rpc,
    wallet,
    deployment,
    follower,
    reader: createLedgerReader(rpc, deployment),
    writer: createLedgerWriter(wallet, deployment),
    untilStopped: (stopping) => Promise.race([aborted(stopping), failed.promise]),
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
