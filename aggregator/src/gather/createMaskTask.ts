import { toHex } from '@vain/base'
import {
  type Configuration,
  canStand,
  checkMask,
  hasCommittee,
  type MaskRefs,
  phases,
  readPeers,
  settleSurvivors,
  toBitmap,
  vectorWords,
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
import type { Dealt, Scene } from '../round/index.ts'
import type { Task, Work } from '../work.ts'
import { adoptBound } from './adoptBound.ts'
import { createBoundTally } from './boundTally.ts'
import { takeVector } from './takeVector.ts'

type MaskEnvelope = EnvelopeOf<typeof phases.mask>

/**
 * Collects mask messages with their vectors, and fixes all inputs of the round on chain. A vector
 * is pulled, compared with its root, stored so that it is served from here too, and added to the
 * running sum before the next one takes its place in memory. Whoever's vector cannot be had or does
 * not fit is not in U2.
 */
export function createMaskTask(
  work: Work,
  { view, round }: Scene,
  refs: MaskRefs,
  { frame, shares }: Dealt,
  configuration: Configuration,
): Task {
  const words = vectorWords(configuration)
  const { deps, send } = work
  const tally = createBoundTally()
  const rule: MessageRule<typeof phases.mask> = {
    ...{ view, round, phase: phases.mask },
    check: (sender, body) => checkMask(frame, shares, words, sender, body),
  }
  const sum = work.sums.open(toHex(frame.maskCtx), frame.topology, configuration.numbers.laneBits)
  const ask = askForVector(work, rule, { ...refs, onBound: tally.note }, words, sum)
  const start = () => collectFrom(work, round, rule.phase, [...shares.keys()], ask)
  let collection = start()

  /** Who could be in the sums of those who masked. Source: docs/protocol §4.5, §4.9. */
  function standing(): number[] {
    const bodies = [...collection.answers()].map(([sender, { body }]) => [sender, body] as const)
    return settleSurvivors(frame, readPeers(new Map(bodies)))
  }

  async function fix(scene: Scene): Promise<void> {
    // What comes from here on is not in U2, so it must not get into the sum either.
    collection.stop()
    const senders = standing()
    const kept = senders.flatMap((sender) => collection.answers().get(sender) ?? [])
    const inputs = {
      ...refs,
      masks: await publishBundle(deps, kept),
      survivors: toBitmap(senders),
    }
    const masked = collection.answers().size
    const facts = { count: senders.length, masked, u1: shares.size, roster: frame.roster.size }
    const isSent = await send(scene, 'mask', facts, () =>
      deps.writer.mask(round.run, round.round, inputs),
    )
    if (!isSent) collection = start()
  }

  return {
    async step(scene, until) {
      if (!isOver(collection, scene.now, until)) return undefined
      const { size } = collection.answers()
      const senders = standing()
      const isEnough = canStand(frame, senders) && hasCommittee(configuration, senders.length)
      if (isEnough) await fix(scene)
      // Who is bound elsewhere cannot change its mind. If those are more, this leader has to.
      else await adoptBound(work, scene, tally, { refs, members: size })
      return undefined
    },
    hint(phase, operator) {
      if (phase === rule.phase) collection.hint(operator)
    },
    missing: () => collection.pending(),
    stop: () => collection.stop(),
  }
}

/** Asks for a mask message, and takes the vector that it names before it counts as answered. */
function askForVector(
  work: Work,
  rule: MessageRule<typeof phases.mask>,
  asked: Parameters<typeof askAndKeep<typeof phases.mask>>[3],
  words: number,
  sum: Parameters<typeof takeVector>[4],
): (operator: number, signal: AbortSignal) => Promise<Outcome<MaskEnvelope>> {
  return async (operator, signal) => {
    const outcome = await askAndKeep(work.deps, rule, operator, asked)
    if (outcome.kind !== 'answer' || sum.has(operator)) return outcome
    return work.slots.pull.hold(async () => {
      const problem = await takeVector(work, operator, outcome.value.body, words, sum, signal)
      return problem === undefined ? outcome : { kind: 'bad', reason: problem }
    })
  }
}
