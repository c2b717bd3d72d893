import {
  type Artefact,
  isOver,
  isSameArtefact,
  phases,
  type RoundRequest,
  type RoundResponse,
  recoverRefusal,
} from '@vain/protocol'
import { leads, type Scene } from '../run/index.ts'
import type { RoundKey } from '../store/index.ts'
import type { MemberDeps, Parts } from './memberParts.ts'
import type { AfterCheck } from './settleCheck.ts'
import { takeRecover } from './takeRecover.ts'

const wait: RoundResponse = { kind: 'wait' }
const refuse = (reason: string): RoundResponse => ({ kind: 'refuse', reason })

/**
 * Gives shares that stand in for vanished survivors, once a round: of the `b` of everyone in the
 * sum and of the `a` of everyone dropped, whoever it was that vanished. All of these are due once
 * the survivors are, and another question gets nobody another answer to keep.
 *
 * Whoever names a check is the one after which nothing else is said: so that is an errand of who
 * leads, and everyone else gets what is on disk. Source: docs/protocol §4.6, §4.7, §4.10.
 *
 * @param asker - index of the aggregator that asks
 */
export async function answerRecover(
  { deps, options, errands }: Pick<Parts, 'deps' | 'options' | 'errands'>,
  scene: Scene,
  asker: number,
  { vanished = [], beacon, check, settles }: Pick<RoundRequest, 'vanished' | keyof AfterCheck>,
  signal: AbortSignal,
): Promise<RoundResponse> {
  const { store } = deps
  const { run, round, headBlock } = scene
  const before = sayAgain(store, round, check)
  if (before !== undefined) return before
  const refusal = recoverRefusal(run, round, store.memory(round), headBlock)
  if (refusal === 'too-early') return isOver(run, round) ? refuse('round-over') : wait
  if (refusal !== undefined) return refuse(refusal)
  // Without a vanished survivor nobody's shares are needed.
  const u2 = round.survivors ?? []
  if (vanished.length === 0 || !vanished.every((peer) => u2.includes(peer)))
    return refuse('not-vanished')
  if (check !== undefined && beacon !== undefined && settles !== undefined) {
    if (!leads(scene, asker)) return wait
    const at = { run: round.run, round: round.round, leader: asker }
    const reason = errands.ask({ ...at, phase: phases.recover, beacon, check, settles })
    return reason === undefined ? wait : refuse(reason)
  }
  const obstacle = await takeRecover({ deps, options, scene, signal })
  if (obstacle !== undefined) return obstacle.hope === 'later' ? wait : refuse(obstacle.reason)
  return sayAgain(store, round, check) ?? wait
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
