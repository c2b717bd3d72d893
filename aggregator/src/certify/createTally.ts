import { fromHex } from '@vain/base'
import { blsVerify } from '@vain/crypto'
import {
  type Artefact,
  certificateDigest,
  type Hex,
  type LedgerView,
  type RoundView,
  type ValidatorSet,
  zeroHash,
} from '@vain/protocol'

/** A published evaluation bundle. */
export type Bundle = Artefact

/** Names a bundle: the same evaluations in another place are another certificate. */
export function bundleKey({ root, content }: Bundle): string {
  return `${root} ${content}`
}

/** Signatures of validators, by the evaluation bundle they are for. */
export type Tally = {
  /** Takes a signature if it is good; whether it was. */
  add(validator: number, bundle: Bundle, signature: Uint8Array): boolean
  /** The bundle that the most stake has signed, if any was signed, but those with the keys `except`. */
  best(except: ReadonlySet<string>): Bundle | undefined
  /** Good signatures for a bundle by validators that are in `among`. */
  signatures(bundle: Bundle, among: ReadonlySet<number>): ReadonlyMap<number, Uint8Array>
  stakeOf(bundle: Bundle): bigint
}

/** An empty tally of a proposed round. Source: docs/protocol §7.1, §8. */
export function createTally(view: LedgerView, round: RoundView, set: ValidatorSet): Tally {
  const bundles = new Map<string, { bundle: Bundle; signatures: Map<number, Uint8Array> }>()
  const stakeOf = (bundle: Bundle): bigint =>
    stakeAmong(set, new Set(bundles.get(bundleKey(bundle))?.signatures.keys()))
  return {
    add(validator, bundle, signature) {
      const key = view.operators.get(validator)?.blsKey
      if (key === undefined || !set.indices.includes(validator)) return false
      const digest = fromHex(digestOf(view, round, bundle))
      if (!blsVerify(key, digest, signature)) return false
      const known = bundles.get(bundleKey(bundle)) ?? { bundle, signatures: new Map() }
      known.signatures.set(validator, signature)
      bundles.set(bundleKey(bundle), known)
      return true
    },
    best(except) {
      const usable = [...bundles.values()].filter(({ bundle }) => !except.has(bundleKey(bundle)))
      const stakes = usable.map(({ bundle }) => ({ bundle, stake: stakeOf(bundle) }))
      return stakes.sort((a, b) => (a.stake < b.stake ? 1 : -1))[0]?.bundle
    },
    signatures(bundle, among) {
      const all = bundles.get(bundleKey(bundle))?.signatures ?? new Map<number, Uint8Array>()
      return new Map([...all].filter(([validator]) => among.has(validator)))
    },
    stakeOf,
  }
}

/** Stake of those validators of a set that are among `validators`. */
export function stakeAmong(set: ValidatorSet, validators: ReadonlySet<number>): bigint {
  return set.indices.reduce(
    (sum, index, position) => (validators.has(index) ? sum + (set.weights[position] ?? 0n) : sum),
    0n,
  )
}

/** Whether stake is enough for a certificate. Source: docs/protocol §7.3. */
export function isEnough(stake: bigint, set: ValidatorSet): boolean {
  return 3n * stake >= 2n * set.totalWeight
}

function digestOf(view: LedgerView, round: RoundView, evaluation: Bundle): Hex {
  return certificateDigest(view.venue, {
    run: round.run,
    round: round.round,
    epoch: round.epoch,
    head: round.proposal?.head ?? zeroHash,
    evaluation,
  })
}
