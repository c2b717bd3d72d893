import {
  isSameArtefact,
  phases,
  type RoundRequest,
  type RoundResponse,
  type RoundView,
} from '@vain/protocol'
import { leads, type Scene } from '../run/index.ts'
import type { MemberStore } from '../store/index.ts'
import type { CheckWish } from './createErrands.ts'
import type { Parts } from './memberParts.ts'
import { whyNot } from './whyNot.ts'

/** Phases that there are in runs with a check only. */
const ofCheck: readonly number[] = [phases.sketch, phases.check, phases.settle, phases.sums]

const wait: RoundResponse = { kind: 'wait' }

/** Whether a request is one that is made in runs with a check only. */
export function isOfCheck(
  store: Pick<MemberStore, 'basis'>,
  at: RoundView,
  { phase, check }: RoundRequest,
): boolean {
  if (ofCheck.includes(phase)) return true
  return phase === phases.reveal && (check !== undefined || store.basis(at, 'check') !== undefined)
}

/**
 * Answers phases 8 to 11, and 4 after a check, from the disk. What the leader asks for and is not
 * there yet becomes an errand. An answer about one bundle is none about another: who asks for that,
 * or names none, is told which it was. Source: docs/protocol §4.10, §8.
 *
 * @param asker - index of the aggregator that asks
 */
export function answerCheck(
  parts: Parts,
  scene: Scene,
  asker: number,
  request: RoundRequest,
): RoundResponse {
  const said = sayAgain(parts.deps.store, scene.round, request)
  if (said !== undefined) return said
  const reason = whyNot(parts, scene, request.phase)
  const wish = wishIn(request)
  const isMasked = scene.run.machine.cursor.state === 'masked'
  if (reason.kind === 'refuse' || wish === undefined || !isMasked || !leads(scene, asker))
    return reason
  const { run, round } = scene.round
  const refusal = parts.errands.ask({ run, round, leader: asker, ...wish })
  return refusal === undefined ? wait : { kind: 'refuse', reason: refusal }
}

function sayAgain(
  store: Pick<MemberStore, 'answer' | 'basis'>,
  at: RoundView,
  request: RoundRequest,
): RoundResponse | undefined {
  const envelope = store.answer(at, request.phase)
  const message: RoundResponse | undefined = envelope && { kind: 'message', envelope }
  if (request.phase === phases.sketch) return message
  const isCheck = request.phase === phases.check
  const isSettle = request.phase === phases.settle
  const basis = store.basis(at, isCheck ? 'sketches' : isSettle ? 'settle' : 'check')
  if (basis === undefined) return undefined
  const named = isCheck ? request.sketches : request.check
  // Who gave shares after a check has not revealed, but will after no other one.
  if (named !== undefined && isSameArtefact(named, basis)) return message
  return isCheck ? { kind: 'sketched', sketches: basis } : { kind: 'checked', check: basis }
}

/** What a request asks for, if it says all that is needed. */
function wishIn({ phase, beacon, sketches, check, settles }: RoundRequest): CheckWish | undefined {
  if (beacon === undefined) return undefined
  if (phase === phases.sketch) return { phase, beacon }
  if (phase === phases.check) return sketches && { phase, beacon, sketches }
  if (check === undefined) return undefined
  if (phase === phases.settle) return { phase, beacon, check }
  if (settles === undefined) return undefined
  if (phase === phases.sums) return sketches && { phase, beacon, sketches, check, settles }
  return phase === phases.reveal ? { phase, beacon, check, settles } : undefined
}
