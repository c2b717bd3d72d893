import { VainError } from '@vain/base'
import { type Block, type Deployment, type Rpc, readBlock, readEvents, venueOf } from '@vain/chain'
import { applyEvent, createLedgerView, type LedgerView } from '@vain/protocol'

/**
 * The ledger as of a block, the latest if none is named, from every event since its deployment.
 *
 * @throws {VainError} `chain/malformed` if there is no such block
 */
export async function readView(
  rpc: Rpc,
  deployment: Deployment,
  at?: number,
): Promise<{ readonly view: LedgerView; readonly block: Block }> {
  const block = await readBlock(rpc, at ?? 'latest')
  if (block === undefined)
    throw new VainError('chain/malformed', `the chain has no block ${at ?? 'latest'}`, {})
  const events = await readEvents(rpc, deployment, deployment.deployedAt, block.number)
  return { view: events.reduce(applyEvent, createLedgerView(venueOf(deployment))), block }
}
