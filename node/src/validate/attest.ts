import { equalBytes, fromHex, toHex } from '@vain/base'
import { blsSign } from '@vain/crypto'
import {
  activeOperators,
  addressBook,
  certificateDigest,
  type Evaluations,
  encode,
  isFault,
  leaderOf,
  openEnvelope,
  type RoundRequest,
  type RoundResponse,
  readEvaluations,
  roles,
  type ValidatorSet,
} from '@vain/protocol'
import type { Scene } from '../run/index.ts'
import { bundleOf, type Signed } from '../store/index.ts'
import type { ValidatorDeps, ValidatorOptions } from './validatorParts.ts'

type Bundle = NonNullable<RoundRequest['evaluation']>

const wait: RoundResponse = { kind: 'wait' }
const refuse = (reason: string): RoundResponse => ({ kind: 'refuse', reason })

/**
 * Signs the certificate of a round this validator has verified, or repeats what it signed.
 *
 * It signs one evaluation bundle per round: two signed certificates of one round are what it could
 * be slashed for. So it signs for the leader alone, and only a bundle that can be certified: another
 * aggregator could use up its signature on one that cannot. When another leader takes over after the first has collected signatures, that
 * leader asks without naming a bundle, learns from `signed` which one has been signed, adopts the
 * one with the most stake and asks the others for it. A validator that signed another one cannot
 * follow: then the round ends at its deadline, and the next one begins.
 *
 * @param asker - index of the aggregator that asks
 *
 * Source: docs/protocol §7.4, §8.
 */
export async function attest(
  deps: ValidatorDeps,
  options: ValidatorOptions,
  scene: Scene,
  { asker, bundle }: { readonly asker: number; readonly bundle: Bundle | undefined },
  signal: AbortSignal,
): Promise<RoundResponse> {
  const { store } = deps
  const before = store.signed(scene.round)
  if (before !== undefined) return repeat(before, bundle)
  const { cursor } = scene.run.machine
  const isOpen = cursor.state === 'proposed' && cursor.round === scene.round.round
  if (bundle === undefined || !isOpen || !leads(scene, asker)) return wait
  const problem = await checkBundle(deps, options, scene, bundle, signal)
  if (problem !== undefined) return problem
  // Another bundle may have been signed while this one was fetched.
  const meanwhile = store.signed(scene.round)
  if (meanwhile !== undefined) return repeat(meanwhile, bundle)
  const signed = sign(deps, scene, bundle)
  store.saveSigned(scene.round, signed)
  const { run, round } = scene.round
  deps.log.info('signed a certificate', { run, round, digest: signed.digest })
  return repeat(signed, bundle)
}

function repeat(signed: Signed, asked: Bundle | undefined): RoundResponse {
  const { signature } = signed
  return asked !== undefined && toHex(asked.root) === signed.root && asked.cid === signed.cid
    ? { kind: 'signature', signature }
    : { kind: 'signed', ...bundleOf(signed), signature }
}

/** Whether an aggregator may make the round's next transition, by the time of the latest block. */
function leads({ view, run, now }: Scene, aggregator: number): boolean {
  const { machine, createdAt, spec } = run
  const ring = activeOperators(view, roles.aggregator)
  return leaderOf(machine, { params: spec.params, createdAt, now, ring })?.index === aggregator
}

async function checkBundle(
  deps: ValidatorDeps,
  options: ValidatorOptions,
  { view, round }: Scene,
  { root, cid }: Bundle,
  signal: AbortSignal,
): Promise<RoundResponse | undefined> {
  const own = deps.store.evaluation(round)
  if (own === undefined) return wait
  // What was verified for the evaluation is no longer what the chain holds.
  if (own.transcript !== round.transcript) return refuse('other-transcript')
  const from = { content: deps.content, timeoutMs: options.fetchTimeoutMs, signal }
  const evaluations = await readEvaluations(from, view, round, { root: toHex(root), cid })
  if (isFault(evaluations))
    return evaluations.reason === 'missing' ? wait : refuse(`evaluations: ${evaluations.reason}`)
  if (!isEnough(view.sets.get(round.epoch), evaluations)) return refuse('too-few-evaluations')
  const envelope = openEnvelope(view.venue, own.envelope, addressBook(view))
  const published = evaluations.get(deps.index)
  const isUnaltered =
    !('fault' in envelope) &&
    published !== undefined &&
    equalBytes(encode(envelope.body), encode(published))
  return isUnaltered ? undefined : refuse('my evaluation is missing or altered')
}

/** Whether those who evaluated have the stake that a certificate takes. Source: docs/protocol §7.3. */
function isEnough(set: ValidatorSet | undefined, evaluations: Evaluations): boolean {
  if (set === undefined) return false
  const stake = set.indices.reduce(
    (sum, index, i) => (evaluations.has(index) ? sum + (set.weights[i] ?? 0n) : sum),
    0n,
  )
  return 3n * stake >= 2n * set.totalWeight
}

function sign(deps: ValidatorDeps, { view, round }: Scene, { root, cid }: Bundle): Signed {
  const digest = certificateDigest(view.venue, {
    run: round.run,
    round: round.round,
    epoch: round.epoch,
    head: round.parentHead,
    transcript: round.transcript,
    evaluationRoot: toHex(root),
    evaluationCid: cid,
  })
  return { digest, root: toHex(root), cid, signature: blsSign(deps.keys.bls, fromHex(digest)) }
}
