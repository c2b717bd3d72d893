import { toHex, VainError } from '@vain/base'
import {
  isOver,
  phases,
  type RoundResponse,
  type RoundView,
  type RunView,
  recover,
  recoverRefusal,
  signEnvelope,
  survivorsOf,
} from '@vain/protocol'
import { isObstacle, type Scene } from '../run/index.ts'
import type { Member } from './createMember.ts'
import type { MemberDeps } from './memberParts.ts'

const wait: RoundResponse = { kind: 'wait' }
const refuse = (reason: string): RoundResponse => ({ kind: 'refuse', reason })

/** Answers phases 1 to 4 from the disk: the same request gets the same bytes. */
export function answerPhase(
  deps: Pick<MemberDeps, 'store' | 'index'>,
  member: Pick<Member, 'refusalOf'>,
  { run, round }: Scene,
  phase: number,
): RoundResponse {
  const envelope = deps.store.answer(round, phase)
  if (envelope !== undefined) return { kind: 'message', envelope }
  const reason = member.refusalOf(round) ?? whyNever(run, round, deps.index, phase)
  return reason === undefined ? wait : refuse(reason)
}

/** Why a phase that was not answered will not be; undefined if it still may. */
function whyNever(
  run: RunView,
  round: RoundView,
  index: number,
  phase: number,
): string | undefined {
  if (!round.members.includes(index)) return 'not-a-member'
  if (isOver(run, round)) return 'round-over'
  if (round.roster?.indices.includes(index) === false) return 'not-in-roster'
  if (round.shares?.indices.includes(index) === false) return 'not-in-u1'
  if (round.masks?.indices.includes(index) === false) return 'not-in-u2'
  const fixed = [round.roster, round.shares, round.masks, round.reveals][phase - phases.advertise]
  return fixed === undefined ? undefined : 'too-late'
}

/**
 * Gives shares that stand in for vanished survivors. What is given is on disk before it is said,
 * so that of no peer both shares get out, whoever asks. Source: docs/protocol §4.6, §4.7.
 */
export async function answerRecover(
  deps: Pick<MemberDeps, 'store' | 'index' | 'keys' | 'tables'>,
  scene: Scene,
  vanished: readonly number[],
  signal: AbortSignal,
): Promise<RoundResponse> {
  const { store, tables, index } = deps
  const { view, run, round, headBlock } = scene
  const before = store.recoverAnswer(round, vanished)
  if (before !== undefined) return { kind: 'message', envelope: before }
  const refusal = recoverRefusal(run, round, index, store.memory(round), headBlock)
  if (refusal === 'too-early' && !isOver(run, round)) return wait
  if (refusal !== undefined) return refuse(refusal)
  const survivors = survivorsOf(round)
  const isInSum = (peer: number): boolean => survivors.u2.includes(peer)
  // Without a vanished survivor nobody's shares are needed.
  if (vanished.length === 0 || !vanished.every(isInSum)) return refuse('not-vanished')
  const shares = await tables.shares(scene, signal)
  if (isObstacle(shares)) return shares.hope === 'later' ? wait : refuse(shares.reason)
  const frame = await tables.frame(scene, signal)
  if (isObstacle(frame)) return frame.hope === 'later' ? wait : refuse(frame.reason)
  const secrets = store.secrets(round)
  if (secrets === undefined) return refuse('erased')
  const body = recover(frame, shares, survivors, index, secrets, vanished)
  const { bytes } = signEnvelope(view.venue, index, body, deps.keys.staking)
  const given = body.shares.map(({ of, kind }) => ({ peer: of, kind }))
  try {
    store.saveRecover(round, toHex(frame.ctx), vanished, given, bytes)
  } catch (error) {
    if (error instanceof VainError && error.code === 'store/both-shares')
      return refuse('other-share-given')
    throw error
  }
  return { kind: 'message', envelope: store.recoverAnswer(round, vanished) ?? bytes }
}
