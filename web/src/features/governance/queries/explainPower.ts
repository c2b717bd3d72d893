import { formatAmount, formatMoment } from '../../../shared/format/index.ts'
import type { Power } from './usePower.ts'

const nobody = '0x0000000000000000000000000000000000000000'

/**
 * Why an account has the voice that it has in a vote, in sentences, what matters most first.
 *
 * @param snapshot - unix seconds
 */
export function explainPower(power: Power, snapshot: number, account: string): readonly string[] {
  const { votes, bondedThen = 0n, delegateThen } = power
  const then = formatMoment(snapshot)
  if (votes === undefined)
    return [
      `The stake of ${then} votes. That second is not over: what you bond or delegate before it counts.`,
      `Now you have ${formatAmount(power.votesNow)} votes.`,
    ]
  const reasons: string[] = []
  if (votes > 0n)
    reasons.push(
      `At the snapshot, ${then}, you had ${formatAmount(votes)} votes, delegated ones among them.`,
    )
  else reasons.push(`At the snapshot, ${then}, you had no votes.`)
  if (bondedThen > 0n && !isSame(delegateThen, account))
    reasons.push(
      isSame(delegateThen, nobody)
        ? `You had ${formatAmount(bondedThen)} bonded and delegated to nobody. You can vote with it by an override.`
        : `You had ${formatAmount(bondedThen)} bonded and delegated to ${delegateThen}, who votes with it unless you override.`,
    )
  if (votes === 0n) reasons.push(...whyNothing(power, bondedThen))
  return reasons
}

function whyNothing(power: Power, bondedThen: bigint): string[] {
  const { bondedNow, votesNow, unbonding, number } = power
  const reasons: string[] = []
  if (number === 0)
    reasons.push(
      'Nothing was ever bonded by this account or delegated to it, so it never had a vote.',
    )
  if (bondedThen === 0n && bondedNow > 0n)
    reasons.push(
      `The ${formatAmount(bondedNow)} that you have bonded came after the snapshot. It counts for proposals whose snapshot is still to come.`,
    )
  if (bondedNow === 0n && votesNow > 0n)
    reasons.push(
      `The ${formatAmount(votesNow)} votes that you have now were delegated to you after the snapshot.`,
    )
  if (unbonding.amount > 0n)
    reasons.push(
      `${formatAmount(unbonding.amount)} is unbonding until ${formatMoment(unbonding.readyAt)}: stake on its way out has no vote.`,
    )
  reasons.push(
    'Votes follow the stake second by second. Epochs do not matter for them: they decide whose signatures count in rounds.',
  )
  return reasons
}

const isSame = (one: string | undefined, other: string): boolean =>
  one?.toLowerCase() === other.toLowerCase()
