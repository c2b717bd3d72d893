import { VainError } from '@vain/base'
import { interfaces } from '../contracts.ts'
import { decodeLog } from '../parseLog.ts'
import type { PlacedLog } from '../readEvents.ts'
import { toProposal } from './createGovernorReader.ts'
import type { GovernorProposal } from './proposal.ts'

/**
 * The proposal that a log of a governor tells of, with the calls that its id is made of.
 *
 * @throws {VainError} `chain/malformed-log` if it is another log
 */
export function parseProposal(log: PlacedLog): GovernorProposal {
  const { block } = log.at
  const fragment = interfaces.governor.getEvent('ProposalCreated')
  if (fragment === null || fragment.topicHash !== log.topics[0])
    throw new VainError('chain/malformed-log', 'a log tells of no proposal', { block })
  return toProposal({ block, fields: decodeLog(fragment, log) })
}
