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
import type { MemberDeps, MemberOptions } from './memberParts.ts'
import { readSurvivors, type SettledDeps } from './readSurvivors.ts'

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

/** What giving shares takes. */
export type RecoverDeps = SettledDeps & Pick<MemberDeps, 'index' | 'keys'>

/**
 * Gives shares that stand in for vanished survivors, once a round: of the `b` of everyone in the
 * sum and of the `a` of everyone dropped, whoever it was that vanished. All of these are due once
 * the survivors are, and another question gets nobody another answer to keep. They are on disk
 * before they are said, so that of no peer both shares get out. Source: docs/protocol §4.6, §4.7.
 */
export async function answerRecover(
  deps: RecoverDeps,
  options: Pick<MemberOptions, 'fetchTimeoutMs'>,
  scene: Scene,
  vanished: readonly number[],
  signal: AbortSignal,
): Promise<RoundResponse> {
  const { store, index } = deps
  const { view, run, round, headBlock } = scene
  const before = store.answer(round, phases.recover)
  if (before !== undefined) return { kind: 'message', envelope: before }
  const refusal = recoverRefusal(run, round, index, store.memory(round), headBlock)
  if (refusal === 'too-early' && !isOver(run, round)) return wait
  if (refusal !== undefined) return refuse(refusal)
  const { u2 } = survivorsOf(round)
  // Without a vanished survivor nobody's shares are needed.
  if (vanished.length === 0 || !vanished.every((peer) => u2.includes(peer)))
    return refuse('not-vanished')
  const settled = await readSurvivors(deps, options, scene, signal)
  if (isObstacle(settled)) return settled.hope === 'later' ? wait : refuse(settled.reason)
  // The same may have been asked for while this was read.
  const meanwhile = store.answer(round, phases.recover)
  if (meanwhile !== undefined) return { kind: 'message', envelope: meanwhile }
  const { frame, shares, survivors } = settled
  const secrets = store.secrets(round)
  if (secrets === undefined) return refuse('erased')
  const body = recover(frame, shares, survivors, index, secrets, survivors.u2)
  const { bytes } = signEnvelope(view.venue, index, body, deps.keys.staking)
  const given = body.shares.map(({ of, kind }) => ({ peer: of, kind }))
  try {
    store.saveRecover(round, toHex(frame.ctx), given, bytes)
  } catch (error) {
    if (error instanceof VainError && error.code === 'store/both-shares')
      return refuse('other-share-given')
    throw error
  }
  return { kind: 'message', envelope: bytes }
}
