import { fromHex, type RandomSource, toHex, VainError } from '@vain/base'
import { blsSign, merkleRootOfBytes } from '@vain/crypto'
import {
  advertise,
  type Body,
  type Configuration,
  type Content,
  certificateDigest,
  createRoundSecrets,
  currentRound,
  dealShares,
  encode,
  type Fault,
  fromWords,
  isFault,
  isSurvivorSetFinal,
  maskUpdate,
  phases,
  quantiseUpdate,
  type RoundFrame,
  type RoundRequest,
  type RoundResponse,
  type RoundSecrets,
  type RoundView,
  type RunView,
  readFrame,
  readShares,
  recover,
  reveal,
  type ShareTable,
  signEnvelope,
  survivorsOf,
  type VectorRequest,
} from '@vain/protocol'
import { seededRandom } from './seededRandom.ts'
import type { SyntheticChain } from './syntheticChain.ts'
import type { SyntheticOperator } from './syntheticOperator.ts'

/** A trainer and validator that keeps the protocol's rules, but trains nothing. */
export type SyntheticMember = {
  readonly index: number
  /** As a node answers `/vain/round/1`: the same request gets the same bytes. */
  answer(request: RoundRequest): Promise<RoundResponse>
  /** As a node serves `/vain/vector/1`. */
  vector(request: VectorRequest): Promise<Uint8Array | undefined>
  /** The quantised update that its masked vector of a round hides. */
  update(round: number): Uint32Array
}

export type MemberDeps = {
  readonly chain: SyntheticChain
  readonly content: Content
  readonly configuration: Configuration
  readonly configHash: `0x${string}`
  readonly seed: string
  /** Changes a body before it is signed: a member that lies. */
  readonly forge?: (body: Body, index: number) => Body
}

type Memory = {
  readonly secrets: RoundSecrets
  readonly random: RandomSource
  readonly answers: Map<string, Promise<RoundResponse>>
  vector?: Uint8Array
  attested?: Extract<RoundResponse, { kind: 'signed' }>
}

const wait: RoundResponse = { kind: 'wait' }
const statesOf: Record<number, readonly string[]> = {
  [phases.advertise]: ['open'],
  [phases.share]: ['rostered'],
  [phases.mask]: ['shared'],
  [phases.reveal]: ['masked'],
  [phases.recover]: ['masked'],
  [phases.evaluate]: ['proposed'],
  [phases.attest]: ['proposed'],
}

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
      const key = toHex(encode(request))
      const given = memory.answers.get(key)
      if (given !== undefined) return given
      if (!statesOf[request.phase]?.includes(run.machine.cursor.state)) return wait
      const isSecret = request.phase === phases.reveal || request.phase === phases.recover
      if (isSecret && !isSurvivorSetFinal(run, round, deps.chain.block())) return wait
      const answer = speak(deps, own, round, memory, request)
      memory.answers.set(key, answer)
      return answer
    },
  }
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
  const place = { run: round.run, round: round.round, open: fromHex(round.openTranscript) }
  if (request.phase === phases.advertise)
    return round.members.includes(index) ? advertise(place, index, secrets) : undefined
  if (request.phase === phases.evaluate) return evaluation(round, index)
  const frame = await frameOf(deps, round)
  if (!frame.roster.has(index)) return undefined
  if (request.phase === phases.share) return dealShares(frame, index, secrets, random)
  const shares = await sharesOf(deps, round, frame)
  if (!shares.has(index)) return undefined
  const survivors = survivorsOf(round)
  if (request.phase === phases.mask) return mask(deps, index, frame, shares, memory)
  if (request.phase === phases.recover)
    return recover(frame, shares, survivors, index, secrets, request.vanished ?? [])
  if (!survivors.u2.includes(index)) return undefined
  return reveal(frame, shares, survivors, index, secrets)
}

function assertFine<T extends object>(result: T | Fault): T {
  if (isFault(result)) throw new VainError('testkit/fault', 'a member found a fault', { ...result })
  return result
}

const fetching = (deps: MemberDeps) => ({ content: deps.content, timeoutMs: 1_000 })

const frameOf = async (deps: MemberDeps, round: RoundView): Promise<RoundFrame> =>
  assertFine(await readFrame(fetching(deps), deps.chain.view(), round, deps.configHash))

const sharesOf = async (
  deps: MemberDeps,
  round: RoundView,
  frame: RoundFrame,
): Promise<ShareTable> =>
  assertFine(await readShares(fetching(deps), deps.chain.view(), round, frame))

function updateOf(deps: MemberDeps, index: number, round: number): Uint32Array {
  const random = seededRandom(`${deps.seed}/update/${index}/${round}`)
  const bytes = random(deps.configuration.parameters)
  const update = Float32Array.from(bytes, (byte) => (byte - 127.5) / 1_000)
  return quantiseUpdate(update, 10 + index, deps.configuration.numbers, random)
}

async function mask(
  deps: MemberDeps,
  index: number,
  frame: RoundFrame,
  shares: ShareTable,
  memory: Memory,
): Promise<Body> {
  const words = updateOf(deps, index, frame.round)
  maskUpdate(frame, shares, index, memory.secrets, words)
  memory.vector = fromWords(words)
  const { run, round, ctx } = frame
  return {
    phase: phases.mask,
    run,
    round,
    ctx,
    length: words.length,
    root: merkleRootOfBytes(memory.vector),
    cid: await deps.content.put(memory.vector),
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
      sumRoot: fromHex(proposal.sumRoot),
      modelRoot: fromHex(proposal.modelRoot),
      correct: 80 + index,
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
  const asked = request.evaluation
  const done = memory.attested
  if (done !== undefined)
    return asked !== undefined && toHex(asked.root) === toHex(done.root) && asked.cid === done.cid
      ? { kind: 'signature', signature: done.signature }
      : done
  if (asked === undefined || run.machine.cursor.state !== 'proposed') return wait
  const digest = certificateDigest(deps.chain.venue, {
    run: round.run,
    round: round.round,
    epoch: round.epoch,
    head: round.parentHead,
    transcript: round.transcript,
    evaluationRoot: toHex(asked.root),
    evaluationCid: asked.cid,
  })
  const signature = blsSign(own.keys.bls, fromHex(digest))
  memory.attested = { kind: 'signed', ...asked, signature }
  return { kind: 'signature', signature }
}
