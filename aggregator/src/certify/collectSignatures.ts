import { phases } from '@vain/protocol'
import { askOperator, type Collection, collectFrom, type Outcome } from '../collect/index.ts'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'
import { type ChosenBundle, noteSigned } from './bundles.ts'
import type { Tally } from './createTally.ts'

/**
 * Asks the validators of a bundle to sign its certificate. Good signatures go to the tally, also
 * those for another bundle.
 */
export function collectSignatures(
  work: Work,
  { round }: Scene,
  bundle: ChosenBundle,
  tally: Tally,
): Collection<'signed'> {
  const place = { run: round.run, round: round.round }
  const { root, content } = bundle
  const request = { ...place, phase: phases.attest, evaluation: { root, content } }
  const among = new Set(bundle.evaluations.keys())
  const signed: Outcome<'signed'> = { kind: 'answer', value: 'signed' }
  const bad = (reason: string): Outcome<'signed'> => ({ kind: 'bad', reason })

  const ask = async (validator: number): Promise<Outcome<'signed'>> => {
    if (tally.signatures(bundle, among).has(validator)) return signed
    const said = await askOperator(work.deps, validator, request)
    if (said.kind === 'signature')
      return tally.add(validator, bundle, said.signature) ? signed : bad('bad-signature')
    if (said.kind === 'signed')
      return bad(noteSigned(tally, validator, said) ? 'signed another bundle' : 'bad-signature')
    return said.kind === 'message' ? bad('another kind of answer') : (said as Outcome<'signed'>)
  }
  return collectFrom(work, round, phases.attest, [...among], ask)
}
