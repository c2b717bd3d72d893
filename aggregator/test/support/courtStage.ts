import { concatBytes, fromHex, fromText, toHex, toUint } from '@vain/base'
import {
  type Accusation,
  type AskedRound,
  createDataCourtWriter,
  createFollower,
  createLedgerWriter,
  createSumCourtWriter,
  createWallet,
  type DataCourtReader,
  type DataCourtWriter,
  type Follower,
  type InputsStep,
  type MaskProof,
  type OpenedChallenge,
  openDataCourt,
  openSumCourt,
  peerDigest,
  type ResultStep,
  readEvents,
  type SumCourtReader,
  type SumCourtWriter,
  type Wallet,
} from '@vain/chain'
import { addressOf, keccak256, merkleProof, signDigest } from '@vain/crypto'
import { createDrandSource } from '@vain/net'
import {
  type Artefact,
  artefactHash,
  certificateDigest,
  certifyStep,
  cidOfContent,
  encodeConfiguration,
  fromBitmap,
  genesisHead,
  type Hex,
  type LedgerEvent,
  membersRoot,
  plainMasker,
  proposeStep,
  type RoundHistory,
  roles,
  roundHistory,
  splitBundle,
  zeroHash,
} from '@vain/protocol'
import { systemClock } from '@vain/service'
import {
  createMember,
  createMemoryLog,
  createOperator,
  createSyntheticNetwork,
  type MemoryContent,
  type MemoryLog,
  type SyntheticChain,
  type SyntheticOperator,
  startTestChain,
  type TestChain,
} from '@vain/testkit'
import { createAggregator } from '../../src/createAggregator.ts'
import { createDefence, type Defence } from '../../src/defend/createDefence.ts'
import { createSumDefence } from '../../src/defend/createSumDefence.ts'
import { openStore } from '../../src/store/index.ts'
import { type Mischief, networkPort } from './stage.ts'

/** Everything that a round of a real chain has, and the court before which it comes. */
export type CourtStage = {
  readonly chain: TestChain
  readonly follower: Follower
  /** Where the aggregator has its artefacts. */
  readonly content: MemoryContent
  readonly aggregator: Wallet
  readonly reader: DataCourtReader
  /** Of one who asks, and has nothing to do with the round. */
  readonly asker: DataCourtWriter
  /** The court of wrong sums, and one who goes there. */
  readonly sums: { readonly reader: SumCourtReader; readonly challenger: SumCourtWriter }
  /** Starts answering as the aggregator does; its log is given. */
  defend(log: MemoryLog): Defence
  /** Starts standing by sums as the aggregator does, or as another operator. */
  standBy(log: MemoryLog, by?: number): Defence
  /** Address of an operator. */
  addressOf(index: number): Hex
  /** What members do instead of answering. */
  readonly mischief: Map<number, Mischief>
  stop(): Promise<void>
}

const seed = 'court'
export const parameters = 2_500
const members = 3
const minute = 60

/** Seconds that an answer may take. */
export const moveSeconds = 600

/**
 * A chain of its own with all contracts, on which a real aggregator has brought a round of three
 * members to its certificate; or to its inputs, and hears nothing from the members since.
 */
export async function createCourtStage(
  reached: 'masked' | 'certified' = 'certified',
): Promise<CourtStage> {
  const chain = await startTestChain({ courts: { moveSeconds }, blockTimeSeconds: 1 })
  const { deployment, rpc } = chain
  const log = createMemoryLog()
  const follower = createFollower({ rpc, clock: systemClock, log }, { deployment, pollMs: 100 })
  await follower.start()
  await letInSums(chain)
  const operators = await registerAll(chain)
  // Its configuration and first model serve here too: they do not depend on the chain.
  const model = await createSyntheticNetwork({ seed, parameters, members })
  const content = model.swarm.join()
  const { configuration, configHash } = model
  const cid = await content.put(encodeConfiguration(configuration))
  await chain.writers[0]?.createRun(
    {
      configHash: artefactHash(encodeConfiguration(configuration)),
      trainProgramHash: toHex(configuration.trainProgram.hash),
      evaluateProgramHash: toHex(configuration.evaluateProgram.hash),
      dataPolicyHash: toHex(configuration.dataPolicy.hash),
      genesisModelRoot: toHex(configuration.genesisModel.root),
      params: {
        ...{ minMembers: 2, corruptionBps: 0, turnSeconds: 2 * minute, phaseTurns: 3 },
        ...{ trainSeconds: 5, disputeSeconds: 30 * minute, finalityBlocks: 1 },
        ...{ maxEpochAge: 65_535, lastRound: 1_000 },
      },
    },
    cid,
  )
  const own = operators.at(-1) as SyntheticOperator
  const store = openStore(undefined)
  const port = memberChain(follower)
  const shared = { chain: port, content: model.content, configuration, configHash, seed }
  const mischief = new Map<number, Mischief>()
  if (reached === 'masked')
    for (let index = 0; index < members; index++)
      mischief.set(index, { silent: ['reveal', 'recover'] })
  const network = networkPort(
    { members: operators.slice(0, members).map((one) => createMember(shared, one)) },
    content,
    { asked: [], mischief, hearers: new Set(), pulls: { now: 0, most: 0 } },
  )
  const aggregator = createWallet(rpc, own.keys.staking)
  const running = createAggregator(
    {
      ...{ clock: systemClock, log, index: members, chain: follower, reader: chain.reader },
      writer: createLedgerWriter(aggregator, deployment),
      ...{ network, store, masker: plainMasker },
      // No run here has a check.
      beacon: createDrandSource({ urls: [], timeoutMs: 1_000 }),
      peers: {
        peerIdOf: (operator) => `${operator}`,
        operatorOf: (peerId) => follower.view.view.operators.get(Number(peerId)),
      },
    },
    { runs: undefined, untilVersion: 1, pullSlots: 2, pollMs: 100, fetchTimeoutMs: 1_000 },
  )
  await follower.waitFor(({ view }) => view.runs.get(1)?.machine.cursor.state === reached, {
    timeoutMs: 120_000,
  })
  if (reached === 'certified') await running.stop()
  const { dataCourt, sumCourt } = deployment.institutions
  const sums = await openSumCourt(rpc, deployment, sumCourt)
  const reader = await openDataCourt(rpc, deployment, dataCourt)
  const writer = createDataCourtWriter(aggregator, deployment, dataCourt)
  return {
    ...{ chain, follower, content, aggregator, reader },
    asker: createDataCourtWriter(chain.wallets[1] as Wallet, deployment, dataCourt),
    sums: {
      reader: sums,
      challenger: createSumCourtWriter(chain.wallets[1] as Wallet, deployment, sumCourt),
    },
    standBy(lines, by = members) {
      const { keys } = operators[by] as SyntheticOperator
      const wallet = createWallet(rpc, keys.staking)
      return createSumDefence(
        {
          ...{ clock: systemClock, log: lines, index: by, chain: follower },
          ...{ store, network: { content } },
          court: { reader: sums, writer: createSumCourtWriter(wallet, deployment, sumCourt) },
        },
        { fetchTimeoutMs: 1_000 },
      )
    },
    addressOf: (index) => toHex(addressOf((operators[index] as SyntheticOperator).keys.staking)),
    defend: (lines) =>
      createDefence(
        {
          ...{ clock: systemClock, log: lines, index: members, chain: follower },
          ...{ store, network: { content }, court: { reader, writer } },
        },
        { fetchTimeoutMs: 1_000 },
      ),
    mischief,
    async stop() {
      await running.stop()
      await follower.stop()
      await chain.stop()
    },
  }
}

/** `COURT`. Source: docs/protocol/governance.md. */
const courtRole = 1

/** Gives the court of sums its role, which governance has to do in a network that is new. */
async function letInSums({ deployment, wallets }: TestChain): Promise<void> {
  const { chainId, authority, institutions } = deployment
  const data = concatBytes(
    keccak256(fromText('grantRole(uint64,address,uint32)')).subarray(0, 4),
    toUint(courtRole, 256),
    new Uint8Array(12),
    fromHex(institutions.sumCourt),
    toUint(0, 256),
  )
  await wallets[0]?.send({ chainId, to: authority, data: toHex(data), name: 'grantRole' })
}

/** Members and one aggregator, funded, bonded where it takes stake, and registered in this order. */
async function registerAll({ deployment, rpc, writers, pass }: TestChain) {
  const { chainId, keyBook } = deployment
  const [bank] = writers
  const operators: SyntheticOperator[] = []
  for (let index = 0; index <= members; index++) {
    const bits = index < members ? roles.trainer | roles.validator : roles.aggregator
    const one = createOperator(seed, index, bits, { chainId, keyBook })
    const { keys, operator } = one
    const address = toHex(addressOf(keys.staking))
    await bank?.fund(address, 10n ** 18n)
    await bank?.transfer(address, 3n * 10n ** 20n)
    const writer = createLedgerWriter(createWallet(rpc, keys.staking), deployment)
    await writer.bond(100n)
    const { peerKey, blsKey, blsProof } = operator
    const peerProof = signDigest(keys.peer, peerDigest(chainId, keyBook, address))
    const endpoints = [`/ip4/127.0.0.1/tcp/400${index}`]
    await writer.register({ peerKey, peerProof, roles: bits, blsKey, blsProof, endpoints })
    operators.push(one)
  }
  // Stake counts from the next epoch on.
  await pass(100)
  return operators
}

/** The real chain, as far as members look at it. */
function memberChain(follower: Follower): SyntheticChain {
  const { venue } = follower.view.view
  return {
    venue,
    view: () => follower.view.view,
    block: () => follower.view.block.number,
    // The cast leaves out what only the chain's own player uses.
  } as SyntheticChain
}

type EventOf<K extends LedgerEvent['kind']> = Extract<LedgerEvent, { readonly kind: K }>

/** What one who asks in court shows of round 1: the steps, and the mask message of a survivor. */
export type Evidence = {
  readonly inputs: InputsStep
  readonly result: ResultStep
  /** Where questions about inputs and about results stand. */
  readonly ofInputs: AskedRound
  readonly ofResult: AskedRound
  readonly member: (index: number) => MaskProof
  /** The same round as the court of wrong sums takes it. */
  readonly history: RoundHistory
}

/** Reads the evidence from the chain, and the mask bundle from where it is served. */
export async function evidenceOf({ chain, follower, content }: CourtStage): Promise<Evidence> {
  const { deployment, rpc } = chain
  const head = follower.view.block.number
  const events = await readEvents(rpc, deployment, deployment.deployedAt, head)
  const find = <K extends LedgerEvent['kind']>(kind: K): EventOf<K> =>
    events.find((event) => event.kind === kind) as EventOf<K>
  const [opened, masked, proposed] = [find('opened'), find('masked'), find('proposed')]
  const certificate = find('certified')
  const { evaluation, randao, nonSigners } = certificate
  const { venue, runs } = follower.view.view
  const place = { run: 1, round: 1, epoch: opened.epoch, head: proposed.head, evaluation }
  const digest = certificateDigest(venue, place)
  const certified = certifyStep({ round: 1, digest, nonSigners: fromBitmap(nonSigners), randao })
  const limits = { maxBytes: 1e6, timeoutMs: 1_000 }
  const bytes = await content.get(cidOfContent(masked.masks.content), limits)
  const survivors = fromBitmap(masked.survivors)
  const bundle = splitBundle(bytes, survivors.length) ?? []
  const { configHash, genesisModelRoot } = runs.get(1)?.spec ?? {
    configHash: '0x',
    genesisModelRoot: '0x',
  }
  const before = genesisHead(venue, 1, configHash, genesisModelRoot)
  const steps = { opened, masked, proposed, certified: certificate }
  return {
    history: roundHistory(venue, before, steps),
    inputs: { ...masked, before: opened.head },
    result: proposed,
    ofInputs: { run: 1, round: 1, later: [proposeStep({ ...proposed }), certified] },
    ofResult: { run: 1, round: 1, later: [certified] },
    member(index) {
      const rank = survivors.indexOf(index)
      const envelope = bundle[rank] as Uint8Array
      return { index, envelope, path: merkleProof(bundle, rank) }
    },
  }
}

/** What one shows who accuses a member of silence in round 1, whose inputs were the last step. */
export async function accusationOf(
  { chain, follower, content }: CourtStage,
  index: number,
): Promise<readonly [AskedRound, InputsStep, Accusation]> {
  const { deployment, rpc } = chain
  const head = follower.view.block.number
  const events = await readEvents(rpc, deployment, deployment.deployedAt, head)
  const opened = events.find((event) => event.kind === 'opened')
  const masked = events.find((event) => event.kind === 'masked')
  if (opened === undefined || masked === undefined) throw new Error('no inputs')
  const leafOf = async ({ content: digest }: Artefact) => {
    const limits = { maxBytes: 1e6, timeoutMs: 1_000 }
    const bundle = splitBundle(await content.get(cidOfContent(digest), limits), members) ?? []
    // All members are in it, so an index is a place.
    const envelope = bundle[index] as Uint8Array
    return { envelope, number: index, size: bundle.length, path: merkleProof(bundle, index) }
  }
  const { runs, operators } = follower.view.view
  const round = runs.get(1)?.rounds.at(-1)
  const book = (round?.members ?? []).map((member) => ({
    index: member,
    address: operators.get(member)?.address ?? '0x',
  }))
  const binding = {
    modelRoot: round?.model.root ?? '0x',
    membersRoot: toHex(membersRoot(book)),
  } as const
  const { envelope, path } = await leafOf(masked.masks)
  return [
    { run: 1, round: 1, later: [] },
    { ...masked, before: opened.head },
    {
      member: { index, envelope, path },
      binding,
      roster: await leafOf(masked.roster),
      randao: zeroHash,
    },
  ]
}

/** All challenges that the court has ever opened. */
export async function challengesOf({
  chain,
  reader,
  follower,
}: CourtStage): Promise<readonly OpenedChallenge[]> {
  const { opened } = await reader.opened(chain.deployment.deployedAt, follower.view.block.number)
  return opened
}
