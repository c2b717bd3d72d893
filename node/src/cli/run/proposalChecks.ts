import { VainError } from '@vain/base'
import { isSameCall, type ProposalCall } from '@vain/chain'
import { renderCall } from './renderCalls.ts'
import type { RunProposal } from './runProposals.ts'

/** Calls of a proposal that do anything else than create a run. */
export const otherCalls = ({ calls }: Pick<RunProposal, 'calls'>): RunProposal['calls'] =>
  calls.filter(({ creates }) => creates === undefined)

/** @throws {VainError} `runs/other-calls` if a proposal does more than create runs */
export function assertOnlyRuns(proposal: RunProposal): void {
  const others = otherCalls(proposal)
  if (others.length === 0) return
  const shown = others.flatMap((call) => renderCall(call, proposal.calls.indexOf(call)))
  const message = `the proposal does something else than create a run:\n${shown.join('\n')}`
  throw new VainError('runs/other-calls', message, {
    proposal: proposal.id,
    wayOut: 'Add --with-other-calls if that is what you want.',
  })
}

/**
 * Holds a proposal to what was built from a file.
 *
 * @param wanted - the calls that the file comes to
 * @throws {VainError} `runs/other-proposal` if one byte of target, value or calldata differs
 */
export function assertSameCalls(proposal: RunProposal, wanted: readonly ProposalCall[]): void {
  const { calls, id } = proposal
  const isSame = (call: ProposalCall, i: number): boolean => {
    const one = wanted[i]
    return one !== undefined && isSameCall(call, one)
  }
  if (calls.length === wanted.length && calls.every(isSame)) return
  throw new VainError('runs/other-proposal', 'the proposal is not what the file comes to', {
    proposal: id,
    proposed: calls.map(({ data }) => data),
    built: wanted.map(({ data }) => data),
    wayOut:
      'Compare vain run status --json with vain run create FILE --json: another file, another release, or a proposal that is not what it says.',
  })
}
