import {
  type Artefact,
  type MemberRefusal,
  phases,
  type RoundRequest,
  type RoundResponse,
} from '@vain/protocol'
import { contextsOf, leads, type Scene } from '../run/index.ts'
import { type Bound, mayDeal } from '../store/index.ts'
import { answerCheck, isOfCheck } from './answerCheck.ts'
import type { Parts } from './memberParts.ts'
import { whyNot } from './whyNot.ts'

type Named = { readonly roster: Artefact; readonly share?: Artefact }

const wait: RoundResponse = { kind: 'wait' }
const refuse = (reason: string): RoundResponse => ({ kind: 'refuse', reason })

/**
 * Answers phases 1 to 4 and 8 to 11 from the disk: the same request gets the same bytes. What the leader
 * asks for and is not there yet becomes an errand. Source: docs/protocol §4.7, §8.
 *
 * @param asker - index of the aggregator that asks
 */
export function answerPhase(
  parts: Parts,
  scene: Scene,
  asker: number,
  request: RoundRequest,
): RoundResponse {
  const { store } = parts.deps
  const { phase, roster, share } = request
  if (isOfCheck(store, scene.round, request)) return answerCheck(parts, scene, asker, request)
  const isFollowed = phase === phases.share || phase === phases.mask
  const envelope = isFollowed ? undefined : store.answer(scene.round, phase)
  if (envelope !== undefined) return { kind: 'message', envelope }
  if (!isFollowed) return whyNot(parts, scene, phase)
  if (roster === undefined || (phase === phases.mask) !== (share !== undefined))
    return answerUnnamed(parts, scene, phase)
  return answerNamed(parts, scene, asker, phase, { roster, ...(share && { share }) })
}

/** Without bundles named, a leader asks what this member is bound to. */
function answerUnnamed(parts: Parts, scene: Scene, phase: number): RoundResponse {
  if (phase === phases.share) return refuse('no-roster')
  const bound = parts.deps.store.bound(scene.round)
  return bound === undefined ? whyNot(parts, scene, phase) : answerElsewhere(bound, phase)
}

/** A member that has masked neither masks nor deals in another context. */
function answerElsewhere({ roster, share }: Bound, phase: number): RoundResponse {
  return phase === phases.share
    ? refuse('masked-elsewhere' satisfies MemberRefusal)
    : { kind: 'bound', roster, share }
}

function answerNamed(
  parts: Parts,
  scene: Scene,
  asker: number,
  phase: typeof phases.share | typeof phases.mask,
  named: Named,
): RoundResponse {
  const { deps, errands } = parts
  const { store } = deps
  const { ctx, maskCtx } = contextsOf(scene, named)
  const dealt = store.share(scene.round, ctx)
  if (phase === phases.share && dealt !== undefined) return { kind: 'message', envelope: dealt }
  const bound = store.bound(scene.round)
  const masked = store.answer(scene.round, phases.mask)
  if (masked !== undefined && phase === phases.mask && bound?.maskCtx === maskCtx)
    return { kind: 'message', envelope: masked }
  if (bound !== undefined) return answerElsewhere(bound, phase)
  const reason = whyNot(parts, scene, phase)
  if (reason.kind === 'refuse' || !leads(scene, asker)) return reason
  // It is said once it has been, whatever the leader is in a hurry for.
  if (store.answer(scene.round, phases.advertise) === undefined) return wait
  if (phase === phases.mask && dealt === undefined)
    return refuse('not-in-u1' satisfies MemberRefusal)
  if (phase === phases.share && !mayDeal(store.contexts(scene.round), asker))
    return refuse('too-many-contexts' satisfies MemberRefusal)
  const { run, round } = scene.round
  const refusal = errands.ask({ run, round, leader: asker, phase, ...named })
  return refusal === undefined ? wait : refuse(refusal)
}
