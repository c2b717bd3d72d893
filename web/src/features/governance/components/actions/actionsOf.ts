import { formatDuration } from '../../../../shared/format/index.ts'
import type { DecisionStep } from '../../queries/governorCalls.ts'
import type { Standing } from '../../queries/useStanding.ts'
import type { Terms } from '../../queries/useTerms.ts'

/** Something that can be done with a proposal now. */
export type Action = {
  readonly step: DecisionStep
  readonly label: string
  readonly tone: 'main' | 'danger'
}

/**
 * What can be done with a proposal, and until when. The governor has the last word: it is asked
 * before anything is sent.
 *
 * @param account - undefined: none is known, so nothing is offered
 * @returns without a hint nothing is left to do
 */
export function actionsOf(
  standing: Standing,
  terms: Pick<Terms, 'guardian'> | undefined,
  account: string | undefined,
): { readonly hint: string | undefined; readonly actions: readonly Action[] } {
  const actions: Action[] = []
  if (account !== undefined) {
    if (standing.state === 'succeeded')
      actions.push({ step: 'queue', label: 'Queue', tone: 'main' })
    if (standing.state === 'queued' && standing.now >= standing.readyAt)
      actions.push({ step: 'execute', label: 'Execute', tone: 'main' })
    if (mayCancel(standing, terms, account))
      actions.push({ step: 'cancel', label: 'Cancel the proposal', tone: 'danger' })
  }
  return { hint: hintOf(standing), actions }
}

/** What the proposal waits for, by the chain's clock. */
function hintOf({ state, snapshot, deadline, readyAt, expiry, now }: Standing): string | undefined {
  const left = (until: number): string => formatDuration(until - now)
  switch (state) {
    case 'pending':
      return `The vote begins in ${left(snapshot + 1)}. Until then the proposer can take it back.`
    case 'active':
      return `The vote goes on for ${left(deadline + 1)}.`
    case 'succeeded':
      return `It was accepted. Anyone can queue it; it expires in ${left(expiry + 1)}.`
    case 'queued':
      return now < readyAt
        ? `It is in the timelock for another ${left(readyAt)}.`
        : `Anyone can execute it; it expires in ${left(expiry + 1)}.`
    default:
      return undefined
  }
}

/** The guardian while it is not done, the proposer before the vote, or without a guardian as well. */
function mayCancel(
  { state, proposer }: Standing,
  terms: Pick<Terms, 'guardian'> | undefined,
  account: string,
): boolean {
  const is = (address: string | undefined): boolean =>
    address?.toLowerCase() === account.toLowerCase()
  const isProposer = is(proposer)
  if (!['pending', 'active', 'succeeded', 'queued'].includes(state)) return false
  return is(terms?.guardian) || (isProposer && (state === 'pending' || isNobody(terms?.guardian)))
}

const isNobody = (address: string | undefined): boolean => /^0x0{40}$/.test(address ?? '')
