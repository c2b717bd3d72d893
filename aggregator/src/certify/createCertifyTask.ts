import { blsAggregateSignatures } from '@vain/crypto'
import { phases, summariseEvaluations, toBitmap, type ValidatorSet } from '@vain/protocol'
import { isOver } from '../collect/index.ts'
import type { Scene } from '../round/index.ts'
import type { Task, Work } from '../work.ts'
import {
  adoptBundle,
  type ChosenBundle,
  collectEvaluations,
  probeSigned,
  publishEvaluations,
} from './bundles.ts'
import { collectSignatures } from './collectSignatures.ts'
import { bundleKey, createTally, isEnough, stakeAmong } from './createTally.ts'

/**
 * Collects evaluations, publishes them as a bundle, has the bundle's validators sign the
 * certificate, and sends it.
 *
 * A validator signs one bundle per round. So it asks first what has been signed under another
 * leader, and adopts the bundle with the most stake instead of one of its own; it changes to
 * another bundle if that turns out to have more. Source: docs/protocol §7, §8.
 */
export function createCertifyTask(work: Work, scene: Scene, set: ValidatorSet): Task {
  const tally = createTally(scene.view, scene.round, set)
  const evaluations = collectEvaluations(work, scene, set)
  const probe = probeSigned(work, scene, set, tally)
  const unusable = new Set<string>()
  let chosen: ChosenBundle | undefined
  let signers: ReturnType<typeof collectSignatures> | undefined

  const isSettled = ({ now }: Scene, until: number): boolean =>
    isOver(evaluations, now, until) && isOver(probe, now, until)

  /** The bundle to have signed: one that was signed before, or its own. */
  async function choose(now: Scene, until: number): Promise<ChosenBundle | undefined> {
    const best = isSettled(now, until) ? tally.best(unusable) : undefined
    if (best !== undefined) {
      const adopted = await adoptBundle(work, now, best)
      if (adopted === undefined) unusable.add(bundleKey(best))
      return adopted
    }
    const answered = new Set(evaluations.answers().keys())
    const canGoOn = isSettled(now, until) && isEnough(stakeAmong(set, answered), set)
    return canGoOn ? publishEvaluations(work, now, evaluations.answers().values()) : undefined
  }

  /** Changes to another bundle if more stake has signed it. */
  async function reconsider(now: Scene, current: ChosenBundle): Promise<ChosenBundle> {
    const best = tally.best(unusable)
    if (best === undefined || tally.stakeOf(best) <= tally.stakeOf(current)) return current
    const adopted = await adoptBundle(work, now, best)
    if (adopted === undefined) unusable.add(bundleKey(best))
    return adopted ?? current
  }

  return {
    async step(now, until) {
      const next = chosen === undefined ? await choose(now, until) : await reconsider(now, chosen)
      if (next === undefined) return
      if (signers === undefined || chosen === undefined || bundleKey(next) !== bundleKey(chosen)) {
        signers?.stop()
        chosen = next
        signers = collectSignatures(work, now, next, tally)
      }
      const signatures = tally.signatures(next, new Set(next.evaluations.keys()))
      if (
        isOver(signers, now.now, until) &&
        isEnough(stakeAmong(set, new Set(signatures.keys())), set)
      )
        await certify(work, now, set, next, signatures)
    },
    hint(phase, operator) {
      if (phase === phases.evaluate) evaluations.hint(operator)
      if (phase === phases.attest) signers?.hint(operator)
    },
    missing: () => (signers ?? evaluations).pending(),
    stop() {
      evaluations.stop()
      probe.stop()
      signers?.stop()
    },
  }
}

async function certify(
  { deps, send }: Work,
  scene: Scene,
  set: ValidatorSet,
  { root, content, evaluations }: ChosenBundle,
  signatures: ReadonlyMap<number, Uint8Array>,
): Promise<void> {
  const missing = set.indices.flatMap((index, position) =>
    signatures.has(index) ? [] : [position],
  )
  const record = {
    evaluation: { root, content },
    nonSigners: toBitmap(missing),
    signature: blsAggregateSignatures([...signatures.values()]),
  }
  const { correct, total, loss } = summariseEvaluations(evaluations)
  const { run } = scene.round
  const facts = { count: signatures.size, correct, total, loss: Number(loss.toFixed(6)) }
  await send(scene, 'certify', facts, () => deps.writer.certify(run, record))
}
