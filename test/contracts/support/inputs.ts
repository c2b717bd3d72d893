import { fromHex, fromText, Secret, toHex, toUint } from '@vain/base'
import { merkleProof, merkleRoot, merkleRootOfBytes, sha256, signDigest } from '@vain/crypto'
import {
  type Artefact,
  type Body,
  encode,
  type Hex,
  kemCiphertextBytes,
  messageDigest,
  roundContext,
  roundStart,
  signEnvelope,
  toBitmap,
  type Venue,
} from '@vain/protocol'
import { type BaseContract, type BaseContractMethod, id } from 'ethers'
import { allow, authorityRoles } from './authority.ts'
import { as, deployAny } from './chain.ts'
import { deployJustice, type Justice } from './justice.ts'
import { kemKeyOf } from './kemKey.ts'
import type { Operator } from './operators.ts'
import { leaderOf, open, runNumber } from './round.ts'
import { params, run as spec, stageNetwork } from './stage.ts'

/** A contract whose methods fail when they are called if they do not exist. */
type Any = BaseContract & Record<string, BaseContractMethod>

/** A network with the courts of bundles and data. */
export type Courts = Justice & {
  readonly bundles: Any
  readonly data: Any
  readonly venue: Venue
}

/** What a challenge deposits, and how long its answer may take. */
export const courtBond = 500n
export const moveSeconds = 600
export const maxAge = 2

/** Rules of the run: long enough turns and a long enough window for a machine that is busy. */
export const windowSeconds = 500
const rules = { ...params, turnSeconds: 200, disputeSeconds: windowSeconds }

/** Courts with their roles on top of `stageNetwork`; everyone can pay bonds. */
export async function stageCourts(): Promise<Courts> {
  const justice = await deployJustice(await stageNetwork())
  const { authority, ledger, registry, slasher, token, operators } = justice
  await registry.setParams(runNumber, rules)
  const bundles = await deployAny('BundleCourt', [ledger, slasher])
  const terms = [courtBond, moveSeconds, maxAge, authority]
  const data = await deployAny('DataCourt', [ledger, slasher, ...terms])
  for (const court of [bundles, data]) {
    const address = await court.getAddress()
    await allow(authority, ledger, ['dispute', 'settle'], authorityRoles.court, address)
    await allow(authority, slasher, ['sentence', 'sentenceSet'], authorityRoles.court, address)
  }
  for (const { wallet } of operators) {
    await token.transfer(wallet, 100_000n)
    await as(token, wallet).approve(data, 100_000n)
  }
  const address = toHex(fromHex(await ledger.getAddress()))
  return { ...justice, bundles, data, venue: { chainId: 31_337n, ledger: address } }
}

/** Words of every masked vector: two whole pieces and a part of one. */
export const words = 3_000

/** The step that fixed the inputs, as the courts take it. */
export type Step = {
  readonly before: string
  readonly leader: string
  readonly roster: Artefact
  readonly share: Artefact
  readonly masks: Artefact
  readonly survivors: string
}

/** Leaves of the three bundles. */
export type Bundles = {
  readonly roster: readonly Uint8Array[]
  readonly share: readonly Uint8Array[]
  readonly masks: readonly Uint8Array[]
}

/** A round whose inputs stand on chain, with everything about it that is public, and the seeds. */
export type Inputs = {
  readonly round: number
  readonly step: Step
  readonly bundles: Bundles
  readonly survivors: readonly number[]
  readonly vectors: ReadonlyMap<number, Uint8Array>
  readonly seeds: ReadonlyMap<number, Uint8Array>
  readonly binding: { readonly modelRoot: Hex; readonly membersRoot: Hex }
}

/** What is known when bundles are made. */
export type Making = {
  readonly courts: Courts
  readonly round: number
  /** Signs any body as any operator. */
  readonly sign: (sender: number, body: Body, by?: number) => Uint8Array
}

export type Forgery = {
  /** Changes the honest bundles. */
  readonly forge?: (bundles: Bundles, making: Making, honest: HonestBodies) => Bundles
  readonly survivors?: readonly number[]
  /** What the chain says U2 is, if it is not who masked. */
  readonly claimed?: readonly number[]
  /** Who is in the roster by force and not by the bundle. */
  readonly forced?: readonly number[]
}

/** Honest bodies by sender. */
export type HonestBodies = {
  readonly roster: ReadonlyMap<number, Body>
  readonly share: ReadonlyMap<number, Body>
  readonly masks: ReadonlyMap<number, Body>
}

const trainers = [0, 1, 2, 3, 4]
const draw = (name: string): Uint8Array => fromHex(id(name))

/** The self seed of a member in a round. */
const seedOf = (round: number, index: number): Uint8Array => draw(`b ${round} ${index}`)

/** Keys of a member in a round, with the commitment to its seed. Source: docs/protocol §4.2. */
export function keysOf(venue: Venue, round: number, index: number) {
  const start = roundStart(venue, runNumber, round)
  const seed = seedOf(round, index)
  return {
    maskKey: draw(`mask key ${round} ${index}`),
    sealKey: draw(`seal key ${round} ${index}`),
    kemKey: fromHex(kemKeyOf(`kem key ${round} ${index}`)),
    selfCommitment: sha256(fromText('vain/self/1'), start, toUint(index, 16), seed),
  }
}

/** Bytes of a vector of `length` words, drawn from its name. */
function vectorOf(name: string, length: number = words): Uint8Array {
  const bytes = new Uint8Array(4 * length)
  for (let at = 0; at < bytes.length; at += 32)
    bytes.set(draw(`${name} ${at}`).subarray(0, bytes.length - at), at)
  return bytes
}

/** The artefact of a bundle, or of anything with this root. */
const artefact = (root: Uint8Array): Artefact => ({
  root: toHex(root),
  content: toHex(sha256(root)),
})

/** The staking key of an operator. */
const keyOf = ({ wallet }: Operator) => new Secret(fromHex(wallet.privateKey))

/** Signs an envelope with any body, malformed ones included. */
export function makeSign({ venue, operators }: Courts): Making['sign'] {
  return (sender, body, by = sender) =>
    signEnvelope(venue, sender, body, keyOf(operators[by] as Operator)).bytes
}

/** An envelope whose signature is for this run and round, whatever its body says. */
export function signFor(
  { venue, operators }: Courts,
  message: { readonly run: number; readonly round: number; readonly phase: number },
  sender: number,
  body: object,
): Uint8Array {
  const bytes = encode(body)
  const digest = messageDigest(venue, { ...message, sender, bodyHash: sha256(bytes) })
  return rawEnvelope(sender, bytes, signDigest(keyOf(operators[sender] as Operator), digest))
}

/** Opens a round and fixes its inputs: all trainers in the roster, the survivors with vectors. */
export async function fixInputs(courts: Courts, forgery: Forgery = {}): Promise<Inputs> {
  await open(courts)
  const { ledger, venue } = courts
  const survivors = forgery.survivors ?? trainers
  const round = Number((await ledger.cursorOf(runNumber)).round)
  const before = await ledger.headOf(runNumber)
  const sign = makeSign(courts)
  const place = { run: runNumber, round }
  const senders = trainers.filter((index) => !forgery.forced?.includes(index))
  const sealAll = (bodies: ReadonlyMap<number, Body>) =>
    [...bodies].map(([sender, body]) => sign(sender, body))

  const rosterBodies = new Map<number, Body>(
    senders.map((index) => [index, { phase: 1, ...place, ...keysOf(venue, round, index) }]),
  )
  const roster = sealAll(rosterBodies)
  const shareBodies = new Map<number, Body>(
    trainers.map((index) => [
      index,
      { phase: 2, ...place, ctx: draw('ctx'), deals: [dealFor((index + 1) % 5)] },
    ]),
  )
  const share = sealAll(shareBodies)
  const vectors = new Map(survivors.map((index) => [index, vectorOf(`vector ${index}`)]))
  const binding = { modelRoot: toHex(draw('model')), membersRoot: toHex(draw('members')) }
  const ctx = contextOf(before, binding, merkleRoot(roster), merkleRoot(share))
  const maskBodies = new Map<number, Body>(
    survivors.map((index) => [index, maskBody(round, index, ctx, vectors)]),
  )
  const honest = { roster, share, masks: sealAll(maskBodies) }
  const bodies = { roster: rosterBodies, share: shareBodies, masks: maskBodies }
  const bundles = forgery.forge?.(honest, { courts, round, sign }, bodies) ?? honest

  const leader = await leaderOf(courts)
  const step: Step = {
    before,
    leader: leader.wallet.address,
    roster: artefact(merkleRoot(bundles.roster)),
    share: artefact(merkleRoot(bundles.share)),
    masks: artefact(merkleRoot(bundles.masks)),
    survivors: toHex(toBitmap(forgery.claimed ?? survivors)),
  }
  const sets = [step.roster, step.share, step.masks, step.survivors]
  await as(ledger, leader.wallet).mask(runNumber, round, ...sets)
  const seeds = new Map(trainers.map((index) => [index, seedOf(round, index)]))
  const claimed = forgery.claimed ?? survivors
  return { round, step, bundles, survivors: claimed, vectors, seeds, binding }
}

const dealFor = (to: number) => ({
  to,
  ciphertext: new Uint8Array(kemCiphertextBytes),
  sealed: new Uint8Array(80).fill(to),
  selfShareHash: draw('self share'),
  maskShareHash: draw('mask share'),
  pad: draw('pad'),
  edge: draw('edge'),
})

/** An honest mask message. */
export function maskBody(
  round: number,
  index: number,
  ctx: Uint8Array,
  vectors: ReadonlyMap<number, Uint8Array>,
): Extract<Body, { phase: 3 }> {
  const vector = vectors.get(index) ?? vectorOf(`vector ${index}`)
  return {
    phase: 3,
    run: runNumber,
    round,
    ctx,
    length: vector.length / 4,
    root: merkleRootOfBytes(vector),
    content: draw(`content ${index}`),
    peers: toBitmap(trainers.filter((peer) => peer !== index)),
    edges: draw(`edges ${index}`),
  }
}

/** The context that masks are bound to. Source: docs/protocol §4.1. */
function contextOf(
  before: string,
  binding: Inputs['binding'],
  rosterRoot: Uint8Array,
  shareRoot: Uint8Array,
): Uint8Array {
  const ctx = roundContext({
    openHead: toHex(fromHex(before)),
    modelRoot: binding.modelRoot,
    configHash: toHex(fromHex(spec.configHash)),
    membersRoot: fromHex(binding.membersRoot),
    rosterRoot: toHex(rosterRoot),
  })
  return sha256(fromText('vain/masks/1'), ctx, shareRoot)
}

/** A survivor's message and where it stands. */
export function memberOf({ bundles, survivors }: Inputs, index: number) {
  const rank = survivors.indexOf(index)
  return {
    index,
    envelope: toHex(bundles.masks[rank] as Uint8Array),
    path: merkleProof(bundles.masks, rank).map(toHex),
  }
}

/** A leaf of any bundle. */
export function leafOf(leaves: readonly Uint8Array[], number: number) {
  return {
    number,
    envelope: toHex(leaves[number] as Uint8Array),
    path: merkleProof(leaves, number).map(toHex),
  }
}

/** A piece of a vector and its path. */
export function pieceOf(bytes: Uint8Array, number: number) {
  const pieces: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += 4096) pieces.push(bytes.subarray(at, at + 4096))
  return {
    leaf: toHex(pieces[number] as Uint8Array),
    path: merkleProof(pieces, number).map(toHex),
  }
}

/** The sum and the model that `fixResult` fixes. */
export const sumBytes: Uint8Array = vectorOf('sum')
export const modelBytes: Uint8Array = vectorOf('model', words - 1)

/** Fixes a result as the leader, and returns it as the court takes it. */
export async function fixResult(
  courts: Courts,
  round: number,
  sumRoot: Uint8Array = merkleRootOfBytes(sumBytes),
) {
  const leader = await leaderOf(courts)
  const result = {
    leader: leader.wallet.address,
    reveals: artefact(draw('reveals')),
    sum: artefact(sumRoot),
    model: artefact(merkleRootOfBytes(modelBytes)),
  }
  const { reveals, sum, model } = result
  await as(courts.ledger, leader.wallet).propose(runNumber, round, reveals, sum, model)
  return result
}

/** Bytes of an envelope with anything in it. */
export const rawEnvelope = (sender: number, body: Uint8Array, signature: Uint8Array): Uint8Array =>
  encode([sender, body, signature])
