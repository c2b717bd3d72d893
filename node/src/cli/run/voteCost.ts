import {
  createGovernorReader,
  createLedgerReader,
  findGovernor,
  type GovernanceTerms,
} from '@vain/chain'
import type { Hex } from '@vain/protocol'
import type { Reach } from '../network/withNetwork.ts'

/** Gas of each transaction of a decision about one run, as a test measures it. */
export const measuredGas = {
  propose: 103_000,
  /** The first vote; later ones are half as dear. */
  vote: 99_000,
  queue: 142_000,
  execute: 290_000,
} as const

/** What deciding about a run takes. */
export type VoteCost = {
  readonly governor: Hex
  readonly terms: GovernanceTerms
  /** From the proposal to the first second in which it can be executed, without extensions. */
  readonly seconds: number
  readonly gas: typeof measuredGas
  /** Wei for all of these transactions, with one vote, as gas costs now. */
  readonly feeWei: bigint
}

/**
 * What it takes to decide about a run, as the governor has it now.
 *
 * @throws {VainError} `chain/no-governor`, and what the chain throws
 */
export async function readVoteCost({ rpc, deployment }: Reach): Promise<VoteCost> {
  const governor = await findGovernor(rpc, deployment)
  const terms = await createGovernorReader(rpc, deployment, governor).terms()
  const gasPrice = await createLedgerReader(rpc, deployment).gasPrice()
  const gas = Object.values(measuredGas).reduce((sum, one) => sum + one, 0)
  return {
    governor,
    terms,
    seconds: terms.votingDelay + terms.votingPeriod + terms.timelockDelay,
    gas: measuredGas,
    feeWei: BigInt(gas) * gasPrice,
  }
}
