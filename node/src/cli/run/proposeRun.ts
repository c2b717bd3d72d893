import { VainError } from '@vain/base'
import { createGovernorReader, createGovernorWriter, findGovernor, readBlock } from '@vain/chain'
import { formatVain } from '@vain/operator'
import type { Hex } from '@vain/protocol'
import type { PreparedRun } from '@vain/runs'
import type { Account } from '../network/account.ts'
import { motionOf } from './motionOf.ts'

/** A proposal that was made. Times in seconds. */
export type Proposed = {
  readonly proposal: Hex
  readonly transaction: Hex
  readonly gasUsed: bigint
  /** After it the vote begins. */
  readonly snapshot: number
  /** Last second of the vote. */
  readonly deadline: number
}

/**
 * Proposes a run in the name of an account.
 *
 * @throws {VainError} `runs/too-few-votes`, `chain/no-governor`, and what the chain throws
 */
export async function proposeRun(account: Account, run: PreparedRun): Promise<Proposed> {
  const { rpc, deployment, wallet, address } = account
  const governor = await findGovernor(rpc, deployment)
  const reader = createGovernorReader(rpc, deployment, governor)
  const { proposalThreshold } = await reader.terms()
  const now = (await readBlock(rpc, 'latest'))?.timestamp ?? 1
  const votes = await reader.votesOf(address, now - 1)
  if (votes < proposalThreshold)
    throw new VainError(
      'runs/too-few-votes',
      `${address} has ${formatVain(votes)} votes, and a proposal takes ${formatVain(proposalThreshold)}`,
      { wayOut: 'Bond more VAIN, have some delegated, or give the calldata to somebody who has.' },
    )
  const writer = createGovernorWriter(wallet, deployment, governor)
  const { id, transaction, gasUsed } = await writer.propose(motionOf(deployment, run, address))
  const { snapshot, deadline } = await reader.standingOf(id)
  return { proposal: id, transaction, gasUsed, snapshot, deadline }
}
