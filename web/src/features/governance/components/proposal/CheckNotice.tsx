import type { ProposalDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { Notice } from '../../../../shared/ui/index.ts'
import { checkProposal } from '../../queries/checkProposal.ts'

/** Warns of a proposal that is not what its id stands for. */
export function CheckNotice({ proposal }: { readonly proposal: ProposalDetail }): ReactNode {
  const check = checkProposal(proposal)
  if (check === 'whole') return null
  return check === 'false' ? (
    <Notice tone="bad" title="This is not what was proposed">
      The id of a proposal is a hash of its calls and its description, and what this portal’s server
      shows has another one. Do not vote on it here.
    </Notice>
  ) : (
    <Notice tone="warn" title="The description is not shown as it was written">
      It holds bytes that are no text. The calls are those that were proposed.
    </Notice>
  )
}
