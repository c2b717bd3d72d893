import { VainError } from '@vain/base'
import {
  createGovernorReader,
  findGovernor,
  type GovernorProposal,
  type NewRun,
  newRuns,
  type ProposalStanding,
} from '@vain/chain'
import type { Hex } from '@vain/protocol'
import type { Reach } from '../withNetwork.ts'

/** A proposal that would create a run, and where it stands. */
export type RunProposal = GovernorProposal &
  ProposalStanding & {
    /** At least one. */
    readonly creates: readonly NewRun[]
  }

/** States in which something may still come of a proposal. */
const open: readonly RunProposal['state'][] = ['pending', 'active', 'succeeded', 'queued']

export const isOpen = ({ state }: Pick<RunProposal, 'state'>): boolean => open.includes(state)

/**
 * All proposals that would create runs, in the order in which they were made.
 *
 * @throws {VainError} `chain/no-governor`, and what the chain throws
 */
export async function readRunProposals({ rpc, deployment }: Reach): Promise<{
  readonly governor: Hex
  readonly proposals: readonly RunProposal[]
}> {
  const governor = await findGovernor(rpc, deployment)
  const reader = createGovernorReader(rpc, deployment, governor)
  const proposals: RunProposal[] = []
  for (const proposal of await reader.proposals()) {
    const creates = newRuns(deployment, proposal.calls)
    if (creates.length > 0)
      proposals.push({ ...proposal, creates, ...(await reader.standingOf(proposal.id)) })
  }
  return { governor, proposals }
}

/**
 * The proposal that somebody means.
 *
 * @param given - its id or how that begins; if it is left out, the only one that is open
 * @throws {VainError} `runs/no-proposal` if there is none or more than one, with those that there are
 */
export function pickProposal(
  proposals: readonly RunProposal[],
  given: string | undefined,
): RunProposal {
  const fitting =
    given === undefined
      ? proposals.filter(isOpen)
      : proposals.filter(({ id }) => id.startsWith(given.toLowerCase()))
  const [found] = fitting
  if (found !== undefined && fitting.length === 1) return found
  const asked = given === undefined ? 'open' : `called ${given}`
  const message = `${found === undefined ? 'no proposal' : 'more than one proposal'} of a run is ${asked}`
  throw new VainError('runs/no-proposal', message, {
    proposals: (found === undefined ? proposals.filter(isOpen) : fitting).map(({ id }) => id),
    wayOut:
      'Name one by its id, or as much of that as tells it from others; vain run status lists them.',
  })
}
