import {
  type Artefact,
  checkEvaluation,
  type Evaluations,
  isFault,
  phases,
  readEvaluations,
  type ValidatorSet,
} from '@vain/protocol'
import {
  askAndKeep,
  askOperator,
  type Collection,
  collectFrom,
  type EnvelopeOf,
  type MessageRule,
  type Outcome,
  publishBundle,
} from '../collect/index.ts'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'
import { type Bundle, isEnough, stakeAmong, type Tally } from './createTally.ts'

/** Longest wait for a bundle that another leader published. */
const adoptTimeoutMs = 5_000

/** A bundle to be signed, with the evaluations in it. */
export type ChosenBundle = Bundle & { readonly evaluations: Evaluations }

type EvaluationEnvelope = EnvelopeOf<typeof phases.evaluate>

/** Asks all validators of the round's set for their evaluations. */
export function collectEvaluations(
  work: Work,
  { view, round }: Scene,
  set: ValidatorSet,
): Collection<EvaluationEnvelope> {
  const rule: MessageRule<typeof phases.evaluate> = {
    view,
    round,
    phase: phases.evaluate,
    check: (sender, body) => checkEvaluation(view, round, sender, body)?.reason,
  }
  return collectFrom(work, round, rule.phase, set.indices, (validator) =>
    askAndKeep(work.deps, rule, validator),
  )
}

/** Asks all validators which bundle they have signed; most have signed none. */
export function probeSigned(
  work: Work,
  { round }: Scene,
  set: ValidatorSet,
  tally: Tally,
): Collection<'told'> {
  const request = { run: round.run, round: round.round, phase: phases.attest }
  const told: Outcome<'told'> = { kind: 'answer', value: 'told' }
  return collectFrom(work, round, phases.attest, set.indices, async (validator) => {
    const said = await askOperator(work.deps, validator, request)
    if (said.kind === 'signed') noteSigned(tally, validator, said)
    // Whatever else it says: it has not signed yet.
    return told
  })
}

/** Takes down what a validator says it has signed; whether that is true. */
export function noteSigned(
  tally: Tally,
  validator: number,
  { evaluation, signature }: { readonly evaluation: Artefact; readonly signature: Uint8Array },
): boolean {
  return tally.add(validator, evaluation, signature)
}

/** Publishes evaluations as a bundle of its own. */
export async function publishEvaluations(
  { deps }: Work,
  { round }: Scene,
  answers: Iterable<EvaluationEnvelope>,
): Promise<ChosenBundle> {
  const envelopes = [...answers]
  const bundle = await publishBundle(deps, envelopes)
  const place = { run: round.run, round: round.round }
  deps.log.info('published the evaluations', { ...place, count: envelopes.length })
  return {
    ...bundle,
    evaluations: new Map(envelopes.map(({ sender, body }) => [sender, body])),
  }
}

/** Fetches and checks a bundle that another leader published; undefined if it cannot be used. */
export async function adoptBundle(
  { deps, settings }: Work,
  { view, round }: Scene,
  bundle: Bundle,
): Promise<ChosenBundle | undefined> {
  // A bundle is small; one that nobody has must not cost the turn.
  const timeoutMs = Math.min(settings.fetchTimeoutMs, adoptTimeoutMs)
  const from = { content: deps.network.content, timeoutMs }
  const evaluations = await readEvaluations(from, view, round, bundle)
  const place = { run: round.run, round: round.round, root: bundle.root }
  if (isFault(evaluations)) {
    deps.log.warn('a signed evaluation bundle cannot be used', { ...place, ...evaluations })
    return undefined
  }
  // Validators sign no bundle of fewer, so whoever claims to have signed one only wants to stall.
  const set = view.sets.get(round.epoch)
  if (set === undefined || !isEnough(stakeAmong(set, new Set(evaluations.keys())), set)) {
    const reason = 'too-few-evaluations'
    deps.log.warn('a signed evaluation bundle cannot be used', { ...place, reason })
    return undefined
  }
  deps.log.info('adopted a signed evaluation bundle', place)
  return { ...bundle, evaluations }
}
