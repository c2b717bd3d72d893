import { toHex } from '@vain/base'
import {
  checkMask,
  type Fault,
  isFault,
  type MaskFrame,
  phases,
  type ShareTable,
  toBitmap,
  withRefs,
} from '@vain/protocol'
import {
  askAndKeep,
  collectFrom,
  type EnvelopeOf,
  isOver,
  type MessageRule,
  type Outcome,
  publishBundle,
} from '../collect/index.ts'
import type { Scene } from '../round/index.ts'
import { type BoundRefs, isSameRefs } from './boundTally.ts'
import { type Course, keepRefs, type Stage } from './course.ts'
import { takeVector } from './takeVector.ts'

type MaskEnvelope = EnvelopeOf<typeof phases.mask>

/** The stage that collects masks under two bundles, once they are read and checked. */
export async function enterMasks(
  course: Course,
  scene: Scene,
  refs: BoundRefs,
): Promise<Stage | Fault> {
  const named = { ...scene, round: withRefs(scene.round, refs) }
  const { tables } = course.work
  const shares = await tables.shares(named)
  if (isFault(shares)) return shares
  const frame = await tables.maskFrame(named)
  return isFault(frame) ? frame : createMaskStage(course, named, refs, frame, shares)
}

/**
 * The stage under the bundles that most members are bound to, if there are any that can be used.
 *
 * @param more - than so many members
 */
export async function adoptBound(
  course: Course,
  scene: Scene,
  more: number,
  except?: BoundRefs,
): Promise<Stage | undefined> {
  const { work, tally } = course
  const { run, round } = scene.round
  for (;;) {
    const best = tally.best()
    if (best === undefined || best.members <= more) return undefined
    const { refs, members } = best
    if (except !== undefined && isSameRefs(refs, except)) return undefined
    const stage = await enterMasks(course, scene, refs)
    if (!isFault(stage)) {
      keepRefs(course, scene, refs)
      work.deps.log.info('adopted the bundles that members are bound to', { run, round, members })
      return stage
    }
    tally.ruleOut(refs)
    const { kind: _, ...facts } = stage
    work.deps.log.warn('bundles that members are bound to cannot be used', { run, round, ...facts })
  }
}

/**
 * Collects mask messages with their vectors, and fixes them on chain. A vector is pulled, compared
 * with its root, stored so that it is served from here too, and added to the running sum before the
 * next one takes its place in memory. Whoever's vector cannot be had or does not fit is not in U2.
 */
function createMaskStage(
  course: Course,
  { view, round }: Scene,
  refs: BoundRefs,
  frame: MaskFrame,
  shares: ShareTable,
): Stage {
  const { work, words, tally } = course
  const { deps, slots, send } = work
  const rule: MessageRule<typeof phases.mask> = {
    view,
    round,
    phase: phases.mask,
    check: (sender, body) => checkMask(frame, shares, words, sender, body),
  }
  const sum = work.sums.open(toHex(frame.maskCtx), words)

  const ask = async (operator: number, signal: AbortSignal): Promise<Outcome<MaskEnvelope>> => {
    const outcome = await askAndKeep(deps, rule, operator, { ...refs, onBound: tally.note })
    if (outcome.kind !== 'answer' || sum.has(operator)) return outcome
    return slots.pull.hold(async () => {
      const problem = await takeVector(work, operator, outcome.value.body, words, sum, signal)
      return problem === undefined ? outcome : { kind: 'bad', reason: problem }
    })
  }
  const start = () => collectFrom(work, round, rule.phase, [...shares.keys()], ask)
  let collection = start()

  async function fix(scene: Scene): Promise<void> {
    // What comes from here on is not in U2, so it must not get into the sum either.
    collection.stop()
    const senders = [...collection.answers().keys()]
    const inputs = {
      ...refs,
      masks: await publishBundle(deps, collection.answers().values()),
      survivors: toBitmap(senders),
    }
    const facts = { count: senders.length, u1: shares.size, roster: frame.roster.size }
    const { run, round: number } = round
    const isSent = await send(scene, 'mask', facts, () => deps.writer.mask(run, number, inputs))
    if (!isSent) collection = start()
  }

  return {
    async step(scene, windows) {
      const { size } = collection.answers()
      if (!isOver(collection, scene.now, windows.mask)) return undefined
      // Who is bound elsewhere cannot change its mind: if those are more, this leader has to.
      if (size < round.threshold) return adoptBound(course, scene, size, refs)
      await fix(scene)
      return undefined
    },
    hint(phase, operator) {
      if (phase === rule.phase) collection.hint(operator)
    },
    stop: () => collection.stop(),
  }
}
