import {
  type Artefact,
  isOver,
  isSameArtefact,
  phases,
  type RoundRequest,
  type RoundResponse,
  recover,
  recoverRefusal,
  signEnvelope,
} from '@vain/protocol'
import { isObstacle, type Scene } from '../run/index.ts'
import type { RoundKey } from '../store/index.ts'
import type { MemberDeps, MemberOptions } from './memberParts.ts'
import { isNeverSaid, kindsIn, type SettledDeps } from './readSurvivors.ts'
import { settleReveal } from './settleCheck.ts'

const wait: RoundResponse = { kind: 'wait' }
const refuse = (reason: string): RoundResponse => ({ kind: 'refuse', reason })

/**
 * Gives shares that stand in for vanished survivors, once a round: of the `b` of everyone in the
 * sum and of the `a` of everyone dropped, whoever it was that vanished. All of these are due once
 * the survivors are, and another question gets nobody another answer to keep. They are on disk
 * before they are said, so that of no peer both shares get out. Source: docs/protocol §4.6, §4.7.
 */
export async function answerRecover(
  deps: SettledDeps & Pick<MemberDeps, 'index' | 'keys'>,
  options: Pick<MemberOptions, 'fetchTimeoutMs'>,
  scene: Scene,
  { vanished = [], beacon, check }: Pick<RoundRequest, 'vanished' | 'beacon' | 'check'>,
  signal: AbortSignal,
): Promise<RoundResponse> {
  const { store, index } = deps
  const { view, run, round, headBlock } = scene
  const before = sayAgain(store, round, check)
  if (before !== undefined) return before
  const refusal = recoverRefusal(run, round, store.memory(round), headBlock)
  if (refusal === 'too-early') return isOver(run, round) ? refuse('round-over') : wait
  if (refusal !== undefined) return refuse(refusal)
  // Without a vanished survivor nobody's shares are needed.
  const u2 = round.survivors ?? []
  if (vanished.length === 0 || !vanished.every((peer) => u2.includes(peer)))
    return refuse('not-vanished')
  const settled = await settleReveal(deps, options, scene, { beacon, check }, signal)
  if (isObstacle(settled)) return settled.hope === 'later' ? wait : refuse(settled.reason)
  // The same may have been asked for while this was read.
  const meanwhile = sayAgain(store, round, check)
  if (meanwhile !== undefined) return meanwhile
  const { frame, shares, survivors, bound } = settled
  const secrets = store.secrets(round)
  if (secrets === undefined) return refuse('erased')
  const body = recover(frame, shares, survivors, index, secrets, survivors.u2)
  const { bytes } = signEnvelope(view.venue, index, body, deps.keys.staking)
  try {
    store.saveRecover(round, bound, kindsIn(survivors), bytes, settled.check)
  } catch (error) {
    if (isNeverSaid(error)) return refuse('other-share-given')
    throw error
  }
  return { kind: 'message', envelope: bytes }
}

/**
 * What was given before, or after which other check something was: then nothing more is given after
 * this one. Without a check there is nothing to compare.
 */
function sayAgain(
  store: Pick<MemberDeps['store'], 'answer' | 'basis'>,
  at: RoundKey,
  check: Artefact | undefined,
): RoundResponse | undefined {
  const basis = store.basis(at, 'check')
  if (basis !== undefined && (check === undefined || !isSameArtefact(basis, check)))
    return { kind: 'checked', check: basis }
  const envelope = store.answer(at, phases.recover)
  return envelope && { kind: 'message', envelope }
}
