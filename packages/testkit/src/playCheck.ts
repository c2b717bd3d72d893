import { VainError } from '@vain/base'
import {
  type Artefact,
  acceptedSums,
  addSketches,
  type CheckRefs,
  condemnedGroups,
  type Fault,
  type GroupSum,
  isFault,
  judgeAnswers,
  judgeSums,
  type RoundRequest,
  type RoundView,
  readChecks,
  readFrame,
  readShares,
  readSketches,
  readSums,
} from '@vain/protocol'
import { drawCheck } from './synthetic/syntheticBeacon.ts'
import type { SyntheticNetwork } from './synthetic/syntheticNetwork.ts'

/** A round's check as its leader knows it. */
export type PlayedCheck = {
  readonly refs: CheckRefs
  /** What a request for a reveal has in it. */
  readonly named: Pick<RoundRequest, 'beacon' | 'check' | 'settles'>
  /** Groups that are left out whatever their sums are. */
  readonly condemned: readonly number[]
  /** The sums that it lets pass. */
  accept(sums: readonly GroupSum[]): Promise<readonly GroupSum[]>
}

type Collect = (
  phase: 'sketch' | 'check' | 'settle' | 'sums',
  more: Partial<RoundRequest>,
  silent?: readonly number[],
) => Promise<{ readonly artefact: Artefact }>

/**
 * Plays the check of a round whose masks are fixed, as one honest leader would.
 *
 * @param hidden - whose answer is in the bundle that members are shown, but not in the published one
 */
export async function playCheck(
  { chain, content, configuration, configHash }: SyntheticNetwork,
  round: RoundView,
  hidden: number | undefined,
  collect: Collect,
): Promise<PlayedCheck> {
  const beacon = drawCheck(round)
  const { artefact: sketches } = await collect('sketch', { beacon })
  const { artefact: shown } = await collect('check', { beacon, sketches })
  const { artefact: checks } =
    hidden === undefined
      ? { artefact: shown }
      : await collect('check', { beacon, sketches }, [hidden])
  const { artefact: settles } = await collect('settle', { beacon, check: shown })
  const settled = { beacon, sketches, check: shown, settles }
  const { artefact: sums } = await collect('sums', settled)
  const view = chain.view()
  const from = { content, timeoutMs: 1_000 }
  const source = { from, view, round }
  const roster = assertFine(await readFrame(from, view, round, { configuration, configHash }))
  const { frame: masked } = assertFine(await readShares(from, view, round, roster))
  const read = assertFine(await readSketches(source, masked, configuration, sketches))
  const answers = assertFine(await readChecks(source, read.frame, checks))
  const findings = await judgeAnswers(read.frame, read.sketches, answers.checks)
  const said = assertFine(await readSums(source, read.frame, shown.root, sums))
  const added = addSketches(read.frame, findings, said)
  return {
    refs: { sketches, checks, settles, sums },
    named: { beacon, check: shown, settles },
    condemned: condemnedGroups(findings),
    async accept(opened) {
      const verdicts = await judgeSums(read.frame, findings, added ?? new Map(), opened)
      return acceptedSums(opened, verdicts)
    },
  }
}

function assertFine<T extends object>(result: T | Fault): T {
  if (isFault(result)) throw new VainError('testkit/fault', 'a leader found a fault', { ...result })
  return result
}
