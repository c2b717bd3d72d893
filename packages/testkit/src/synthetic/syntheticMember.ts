import { fromHex, type RandomSource, toHex, VainError } from '@vain/base'
import { applyMasks, blsSign, kemEncapsulateFrom, merkleRootOfBytes } from '@vain/crypto'
import {
  type Artefact,
  advertise,
  afterCheck,
  agreePairs,
  type Body,
  type Configuration,
  type Content,
  canDeal,
  certificateDigest,
  cidOfContent,
  createRoundSecrets,
  currentRound,
  dealShares,
  encodeRequest,
  type Fault,
  type ForcedKeys,
  fromWords,
  isFault,
  isSameArtefact,
  isSurvivorSetFinal,
  type Mask,
  type MaskFrame,
  type MaskRefs,
  maskedEdges,
  maskStreams,
  openEnvelope,
  packLanes,
  phases,
  publishArtefact,
  quantiseUpdate,
  type RoundRequest,
  type RoundResponse,
  type RoundSecrets,
  type RoundView,
  type RunView,
  readFrame,
  readShares,
  recover,
  reveal,
  roundStart,
  type ShareTable,
  signEnvelope,
  splitBundle,
  survivorsOf,
  updateLength,
  type VectorRequest,
  withRefs,
  zeroHash,
} from '@vain/protocol'
import { seededRandom } from './seededRandom.ts'
import type { SyntheticChain } from './syntheticChain.ts'
import { checkBody } from './syntheticCheck.ts'
import type { SyntheticOperator } from './syntheticOperator.ts'

/** A trainer and validator that keeps the protocol's rules, but trains nothing. */
export type SyntheticMember = {
  readonly index: number
  /** As a node answers `/vain/round/1`: the same request gets the same bytes. */
  answer(request: RoundRequest): Promise<RoundResponse>
  /** As a node serves `/vain/vector/2`. */
  vector(request: VectorRequest): Promise<Uint8Array | undefined>
  /** The quantised update that its masked vector of a round hides. */
  update(round: number): Uint32Array
  /** What it would put on chain to force its way into a round. */
  forcedKeys(run: number, round: number): Omit<ForcedKeys, 'index'>
}

export type MemberDeps = {
  readonly chain: SyntheticChain
  readonly content: Content
  readonly configuration: Configuration
  readonly configHash: `0x${string}`
  readonly seed: string
  /** Changes a body before it is signed: a member that lies. */
  readonly forge?: (body: Body, index: number) => Body
  /** Changes the vector of a member before it is masked, or before it is sketched. */
  readonly alter?: (lanes: Int32Array, index: number, use: 'mask' | 'sketch') => Int32Array
}

type Memory = {
  readonly secrets: RoundSecrets
  readonly random: RandomSource
  readonly answers: Map<string, Promise<RoundResponse>>
  vector?: Uint8Array
  masked?: MaskRefs
  attested?: Extract<RoundResponse, { kind: 'signed' }>
  /** The check bundle that it settled. */
  settled?: Artefact
}

const wait: RoundResponse = { kind: 'wait' }
const statesOf: Record<number, readonly string[]> = {
  [phases.advertise]: ['open'],
  [phases.share]: ['open'],
  [phases.mask]: ['open'],
  [phases.reveal]: ['masked'],
  [phases.recover]: ['masked'],
  [phases.sketch]: ['masked'],
  [phases.check]: ['masked'],
  [phases.settle]: ['masked'],
  [phases.sums]: ['masked'],
  [phases.evaluate]: ['proposed'],
  [phases.attest]: ['proposed'],
}

/** Phases of a check. */
const ofCheck: readonly number[] = [phases.sketch, phases.check, phases.settle, phases.sums]

/** Phases of what hangs on U2. */
const afterMasks: readonly number[] = [phases.reveal, phases.recover, ...ofCheck]

/** A member whose keys, seeds and updates follow from a seed. */
export function createMember(deps: MemberDeps, own: SyntheticOperator): SyntheticMember {
  const { index } = own.operator
  const memories = new Map<string, Memory>()
  const memoryOf = (run: number, round: number): Memory => {
    const key = `${run}/${round}`
    const random = seededRandom(`${deps.seed}/member/${index}/${key}`)
    const fresh = { random, secrets: createRoundSecrets(random), answers: new Map() }
    const memory = memories.get(key) ?? fresh
    memories.set(key, memory)
    return memory
  }
  return {
    index,
    update: (round) => updateOf(deps, index, round),
    forcedKeys(run, round) {
      const { secrets } = memoryOf(run, round)
      const keys = advertise(placeOf(deps, { run, round }), index, secrets)
      const { maskKey, sealKey, kemKey, selfCommitment } = keys
      return {
        maskKey: toHex(maskKey),
        sealKey: toHex(sealKey),
        kemKey: toHex(kemKey),
        selfCommitment: toHex(selfCommitment),
      }
    },
    async vector({ run, round }) {
      return memories.get(`${run}/${round}`)?.vector
    },
    async answer(request) {
      const run = deps.chain.view().runs.get(request.run)
      const round = run && currentRound(run)
      if (run === undefined || round?.round !== request.round)
        return { kind: 'refuse', reason: 'no such round' }
      const memory = memoryOf(request.run, request.round)
      if (request.phase === phases.attest) return attest(deps, own, run, round, memory, request)
      const key = toHex(encodeRequest(request))
      const given = memory.answers.get(key)
      if (given !== undefined) return given
      if (request.phase === phases.share && request.roster === undefined) return wait
      if (request.phase === phases.mask) {
        const answer = bind(memory, request)
        if (answer !== undefined) return answer
      }
      if (!statesOf[request.phase]?.includes(run.machine.cursor.state)) return wait
      if (afterMasks.includes(request.phase) && !isSurvivorSetFinal(run, round, deps.chain.block()))
        return wait
      if (request.phase === phases.settle) {
        const { check } = request
        const before = memory.settled
        const isOther = before && !(check && isSameArtefact(before, check))
        if (isOther) return { kind: 'checked', check: before }
        if (check !== undefined) memory.settled = check
      }
      const answer = speak(deps, own, round, memory, request)
      memory.answers.set(key, answer)
      return answer
    },
  }
}

/** Binds a member to the first bundles it is asked to mask under; says which if they are others. */
function bind(memory: Memory, { roster, share }: RoundRequest): RoundResponse | undefined {
  const { masked } = memory
  const isWhole = roster !== undefined && share !== undefined
  if (masked === undefined && isWhole) memory.masked = { roster, share }
  if (masked === undefined) return isWhole ? undefined : wait
  const isSame =
    isWhole && isSameArtefact(masked.roster, roster) && isSameArtefact(masked.share, share)
  return isSame ? undefined : { kind: 'bound', ...masked }
}

async function speak(
  deps: MemberDeps,
  own: SyntheticOperator,
  round: RoundView,
  memory: Memory,
  request: RoundRequest,
): Promise<RoundResponse> {
  const { index } = own.operator
  const body = await bodyOf(deps, index, round, memory, request)
  if (body === undefined) return { kind: 'refuse', reason: 'not part of it' }
  const said = deps.forge?.(body, index) ?? body
  const { bytes } = signEnvelope(deps.chain.venue, index, said, own.keys.staking)
  return { kind: 'message', envelope: bytes }
}

async function bodyOf(
  deps: MemberDeps,
  index: number,
  round: RoundView,
  memory: Memory,
  request: RoundRequest,
): Promise<Body | undefined> {
  const { secrets, random } = memory
  if (request.phase === phases.advertise)
    return round.members.includes(index)
      ? advertise(placeOf(deps, round), index, secrets)
      : undefined
  if (request.phase === phases.evaluate) return evaluation(round, index)
  const { roster, share } = request
  const seen = roster === undefined ? round : withRefs(round, { roster, share })
  const frame = assertFine(await readFrame(fetching(deps), deps.chain.view(), seen, deps))
  if (!frame.roster.has(index)) return undefined
  if (request.phase === phases.share)
    return canDeal(frame, index)
      ? dealShares(frame, index, secrets, random, kemEncapsulateFrom)
      : undefined
  const dealt = assertFine(await readShares(fetching(deps), deps.chain.view(), seen, frame))
  if (!dealt.shares.has(index)) return undefined
  if (request.phase === phases.mask) return mask(deps, index, dealt.frame, dealt.shares, memory)
  if (ofCheck.includes(request.phase)) {
    const lanes = (): Int32Array => lanesOf(deps, index, round.round, 'sketch')
    const { chain, configuration, content } = deps
    const step = { index, round, configuration, content, secrets, random, lanes }
    return checkBody({ ...step, frame: dealt.frame, view: chain.view() }, request)
  }
  // It believes the check that a leader names: what it says of it is what the tests are about.
  const { check } = request
  const after = check === undefined ? dealt.frame : afterCheck(dealt.frame, check.root)
  const survivors = survivorsOf(round, dealt.shares, await readSaid(deps, round))
  if (request.phase === phases.recover)
    return recover(after, dealt.shares, survivors, index, secrets, request.vanished ?? [])
  if (!survivors.u2.includes(index)) return undefined
  return reveal(after, dealt.shares, survivors, index, secrets)
}

type RoundPlace = { readonly run: number; readonly round: number }

const placeOf = ({ chain }: MemberDeps, { run, round }: RoundPlace) => ({
  run,
  round,
  start: roundStart(chain.venue, run, round),
})

function assertFine<T extends object>(result: T | Fault): T {
  if (isFault(result)) throw new VainError('testkit/fault', 'a member found a fault', { ...result })
  return result
}

/** What is in the mask bundle, whatever it says: a member that colludes reveals all the same. */
async function readSaid(deps: MemberDeps, round: RoundView): Promise<Map<number, Mask>> {
  const cid = cidOfContent(round.masks?.content ?? zeroHash)
  const bundle = await deps.content.get(cid, { maxBytes: 1 << 24, timeoutMs: 1_000 })
  const { venue, operators } = deps.chain.view()
  const said = new Map<number, Mask>()
  for (const bytes of splitBundle(bundle, round.members.length) ?? []) {
    const opened = openEnvelope(venue, bytes, (index) => operators.get(index)?.address)
    if ('fault' in opened || opened.body.phase !== phases.mask) continue
    said.set(opened.sender, opened.body)
  }
  return said
}

const fetching = (deps: MemberDeps) => ({ content: deps.content, timeoutMs: 1_000 })

/** The run of every synthetic network. */
const onlyRun = 1

function updateOf(deps: MemberDeps, index: number, round: number): Uint32Array {
  return packLanes(lanesOf(deps, index, round, 'mask'), deps.configuration.numbers.laneBits)
}

function lanesOf(
  deps: MemberDeps,
  index: number,
  round: number,
  use: 'mask' | 'sketch',
): Int32Array {
  const random = seededRandom(`${deps.seed}/update/${index}/${round}`)
  const bytes = random(updateLength(deps.configuration))
  const update = Float32Array.from(bytes, (byte) => (byte - 127.5) / 1_000)
  const { chain, configuration } = deps
  const opened = chain
    .view()
    .runs.get(onlyRun)
    ?.rounds.find((known) => known.round === round)
  const openHead = opened?.openHead ?? '0x'
  const lanes = quantiseUpdate(update, 10 + index, configuration, openHead, random)
  return deps.alter?.(lanes, index, use) ?? lanes
}

async function mask(
  deps: MemberDeps,
  index: number,
  frame: MaskFrame,
  shares: ShareTable,
  memory: Memory,
): Promise<Body> {
  const words = updateOf(deps, index, frame.round)
  const pairs = agreePairs(frame, shares, index, memory.secrets)
  const lanes = deps.configuration.numbers.laneBits
  applyMasks(words, maskStreams(frame, index, memory.secrets, pairs), { lanes })
  memory.vector = fromWords(words)
  const { run, round, maskCtx } = frame
  const root = merkleRootOfBytes(memory.vector)
  const { content } = await publishArtefact(deps.content, toHex(root), memory.vector)
  return {
    phase: phases.mask,
    run,
    round,
    ctx: maskCtx,
    length: words.length,
    root,
    content: fromHex(content),
    ...maskedEdges(shares, index, pairs.keys()),
  }
}

/** Believes every proposal: checking it is what the tests of a real node are for. */
function evaluation(round: RoundView, index: number): Body | undefined {
  const { proposal } = round
  return (
    proposal && {
      phase: phases.evaluate,
      run: round.run,
      round: round.round,
      sumRoot: fromHex(proposal.sum.root),
      modelRoot: fromHex(proposal.model.root),
      // However many there are, nobody gets more right than there are.
      correct: 80 + (index % 20),
      total: 100,
      lossMicro: 500_000 + index,
    }
  )
}

function attest(
  deps: MemberDeps,
  own: SyntheticOperator,
  run: RunView,
  round: RoundView,
  memory: Memory,
  request: RoundRequest,
): RoundResponse {
  const { evaluation } = request
  const done = memory.attested
  if (done !== undefined)
    return evaluation !== undefined && isSameArtefact(evaluation, done.evaluation)
      ? { kind: 'signature', signature: done.signature }
      : done
  const { proposal } = round
  if (evaluation === undefined || proposal === undefined) return wait
  if (run.machine.cursor.state !== 'proposed') return wait
  const { head } = proposal
  const place = { run: round.run, round: round.round, epoch: round.epoch, head, evaluation }
  const digest = certificateDigest(deps.chain.venue, place)
  const signature = blsSign(own.keys.bls, fromHex(digest))
  memory.attested = { kind: 'signed', evaluation, signature }
  return { kind: 'signature', signature }
}
