import type { Log } from '@vain/base'
import {
  decodeRequest,
  decodeVectorRequest,
  encodeResponse,
  findRound,
  type Operator,
  phases,
  type RoundRequest,
  type RoundResponse,
  roles,
} from '@vain/protocol'
import type { Member } from '../member/index.ts'
import { type ChainView, type Scene, sceneOf } from '../run/index.ts'
import type { MemberStore } from '../store/index.ts'
import type { Validator } from '../validate/index.ts'

/** What the answers come from. A part that is missing is a role this operator does not have. */
export type AnswerDeps = {
  readonly log: Log
  readonly chain: ChainView
  /** The active operator behind a peer id, if there is one. */
  readonly operatorOf: (peerId: string) => Operator | undefined
  readonly member?: Pick<Member, 'answer'> & {
    readonly store: Pick<MemberStore, 'vector' | 'vectorBytes' | 'saveDelivery'>
  }
  readonly validator?: Pick<Validator, 'evaluation' | 'attest'>
}

export type AnswerOptions = {
  readonly serves: (run: number) => boolean
}

/** The answering side of `/vain/round/1` and `/vain/vector/2`. */
export type Answers = {
  /** Never rejects: whatever is asked gets an answer. */
  answer(peerId: string, request: Uint8Array, signal: AbortSignal): Promise<Uint8Array>
  /** The masked vector that a request names, for aggregators only. */
  openVector(peerId: string, request: Uint8Array): Promise<Uint8Array | undefined>
  /** Records that an aggregator has all of a vector. */
  vectorDelivered(peerId: string, request: Uint8Array, digest: Uint8Array): Promise<void>
}

const wait: RoundResponse = { kind: 'wait' }
const refuse = (reason: string): RoundResponse => ({ kind: 'refuse', reason })

/**
 * Answers registered, active aggregators. Everything that is said comes from the disk.
 * Source: docs/protocol §8.
 */
export function createAnswers(deps: AnswerDeps, options: AnswerOptions): Answers {
  const aggregatorOf = (peerId: string): Operator | undefined => {
    const operator = deps.operatorOf(peerId)
    return operator && (operator.roles & roles.aggregator) !== 0 ? operator : undefined
  }

  async function respond(
    peerId: string,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<RoundResponse> {
    const asker = aggregatorOf(peerId)
    if (asker === undefined) return refuse('not-an-aggregator')
    const request = decodeRequest(bytes)
    if (request === undefined) return refuse('malformed')
    if (!options.serves(request.run)) return refuse('run-not-served')
    const scene = sceneAt(deps.chain, request)
    if (scene === undefined) return wait
    if (scene === 'past') return refuse('round-over')
    return answerIn(deps, { scene, asker: asker.index, request }, signal)
  }

  return {
    async answer(peerId, bytes, signal) {
      try {
        return encodeResponse(await respond(peerId, bytes, signal))
      } catch (error) {
        if (!signal.aborted) deps.log.warn('a request failed', { peerId, error })
        return encodeResponse(wait)
      }
    },
    async openVector(peerId, bytes) {
      const request = decodeVectorRequest(bytes)
      const store = deps.member?.store
      if (aggregatorOf(peerId) === undefined || request === undefined) return undefined
      // Without a row the file is one that was never announced.
      return store?.vector(request) && store.vectorBytes(request)
    },
    async vectorDelivered(peerId, bytes, digest) {
      const request = decodeVectorRequest(bytes)
      const aggregator = aggregatorOf(peerId)
      if (request === undefined || aggregator === undefined) return
      deps.member?.store.saveDelivery(request, aggregator.index, digest)
      deps.log.info('a masked vector was delivered', { ...request, to: aggregator.index })
    },
  }
}

/** The round that was asked for; undefined if the chain has not got there as seen from here. */
function sceneAt(chain: ChainView, request: RoundRequest): Scene | 'past' | undefined {
  const state = chain.view
  const current = sceneOf(state, request.run)
  if (current === undefined || request.round > current.round.round) return undefined
  const round = findRound(current.run, request.round)
  return round === undefined ? 'past' : { ...current, round }
}

type Question = {
  readonly scene: Scene
  /** Index of the aggregator that asks. */
  readonly asker: number
  readonly request: RoundRequest
}

async function answerIn(
  deps: AnswerDeps,
  { scene, asker, request }: Question,
  signal: AbortSignal,
): Promise<RoundResponse> {
  const { member, validator } = deps
  const { phase, evaluation } = request
  if (phase === phases.evaluate) return validator?.evaluation(scene) ?? refuse('not-a-validator')
  if (phase === phases.attest)
    return validator?.attest(scene, asker, evaluation, signal) ?? refuse('not-a-validator')
  return member?.answer(scene, asker, request, signal) ?? refuse('not-a-trainer')
}
