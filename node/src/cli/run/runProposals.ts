import { VainError } from '@vain/base'
import {
  createGovernorReader,
  findGovernor,
  type GovernorProposal,
  type GovernorReader,
  isRunCall,
  type ProposalStanding,
  type ReadCall,
  readCalls,
} from '@vain/chain'
import type { Hex } from '@vain/protocol'
import type { Reach } from '../network/withNetwork.ts'

/** A proposal with a call that asks for a run, and what each of its calls says. */
export type RunProposal = Omit<GovernorProposal, 'calls'> & { readonly calls: readonly ReadCall[] }

/** All that were made, in their order, and the governor that decides them. */
export type RunProposals = {
  readonly governor: Hex
  readonly reader: GovernorReader
  readonly proposals: readonly RunProposal[]
}

/** States in which something may still come of a proposal. */
const open: readonly ProposalStanding['state'][] = ['pending', 'active', 'succeeded', 'queued']

/**
 * Reads all proposals that ask for runs. It asks for the whole history of the chain: once is enough.
 *
 * @throws {VainError} `chain/no-governor`, and what the chain throws
 */
export async function readRunProposals({ rpc, deployment }: Reach): Promise<RunProposals> {
  const governor = await findGovernor(rpc, deployment)
  const reader = createGovernorReader(rpc, deployment, governor)
  const proposals = (await reader.proposals())
    .filter(({ calls }) => calls.some((call) => isRunCall(deployment, call)))
    .map((proposal) => ({ ...proposal, calls: readCalls(deployment, governor, proposal.calls) }))
  return { governor, reader, proposals }
}

/** Those of which something may still come. */
export async function openProposals({ reader, proposals }: RunProposals): Promise<RunProposal[]> {
  const found: RunProposal[] = []
  for (const proposal of proposals)
    if (open.includes(await reader.stateOf(proposal.id))) found.push(proposal)
  return found
}

/**
 * The proposal that somebody means.
 *
 * @param given - its id or how that begins; if it is left out, the only one that is open
 * @throws {VainError} `runs/no-proposal` if there is none or more than one, with those that there are
 */
export async function pickProposal(
  all: RunProposals,
  given: string | undefined,
): Promise<RunProposal> {
  const fitting =
    given === undefined
      ? await openProposals(all)
      : all.proposals.filter(({ id }) => id.startsWith(given.toLowerCase()))
  const [found] = fitting
  if (found !== undefined && fitting.length === 1) return found
  const asked = given === undefined ? 'open' : `called ${given}`
  const message = `${found === undefined ? 'no proposal' : 'more than one proposal'} of a run is ${asked}`
  throw new VainError('runs/no-proposal', message, {
    proposals: (found === undefined ? await openProposals(all) : fitting).map(({ id }) => id),
    wayOut:
      'Name one by its id, or as much of that as tells it from others; vain run status lists them.',
  })
}
