import { formatVain } from '@vain/operator'
import type { Hex } from '@vain/protocol'
import type { ComputedRewards } from './computeRewards.ts'

/** What of computed rewards is told; amounts in the token's smallest unit. */
export type RewardFacts = {
  readonly number: number
  readonly block: number
  readonly epoch: number
  /** CID of the policy. */
  readonly policy: string
  /** Settled rounds that a rule pays for. */
  readonly rounds: number
  readonly total: bigint
  readonly withheld: bigint
  readonly root: Hex
  /** CID of the artefact with all amounts. */
  readonly amounts: string
  readonly digest: Hex
  readonly accounts: Readonly<Record<string, bigint>>
}

/** What is told of computed rewards. */
export function rewardFacts(computed: ComputedRewards): RewardFacts {
  const { block, policy, rewards, artefact, distribution, digest } = computed
  const { amounts, total, withheld, rounds } = rewards
  const { number, epoch, root } = distribution
  const accounts = Object.fromEntries(amounts)
  const counted = { number, block, epoch, policy, rounds: rounds.length, total, withheld }
  return { ...counted, root, amounts: artefact.cid, digest, accounts }
}

/** The same for a person. */
export function renderRewards(computed: ComputedRewards): string {
  const { number, block, epoch, policy, rounds, total, withheld, root, amounts, accounts } =
    rewardFacts(computed)
  const rows = Object.entries(accounts).map(([account, amount]) => [account, formatVain(amount)])
  const widest = Math.max(0, ...rows.map(([, amount = '']) => amount.length))
  return [
    `Distribution ${number}, of ${rounds} rounds up to block ${block}`,
    `  policy    ${policy}`,
    `  total     ${formatVain(total)} VAIN, and ${formatVain(withheld)} withheld`,
    `  signed by validators of epoch ${epoch}`,
    `  root      ${root}`,
    `  amounts   ${amounts}`,
    ...rows.map(([account, amount = '']) => `  ${account}  ${amount.padStart(widest)}`),
    '',
  ].join('\n')
}
