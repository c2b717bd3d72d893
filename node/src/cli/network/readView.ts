import { VainError } from '@vain/base'
import { type Block, type Deployment, type Rpc, readBlock, readEvents, venueOf } from '@vain/chain'
import { applyEvent, createLedgerView, type LedgerView } from '@vain/protocol'

/**
 * The ledger as of the latest block, from every event since its deployment.
 *
 * @throws {VainError} `chain/malformed` if there is no latest block
 */
export async function readView(
  rpc: Rpc,
  deployment: Deployment,
): Promise<{ readonly view: LedgerView; readonly block: Block }> {
  const block = await readBlock(rpc, 'latest')
  if (block === undefined)
    throw new VainError('chain/malformed', 'the chain has no latest block', {})
  const events = await readEvents(rpc, deployment, deployment.deployedAt, block.number)
  return { view: events.reduce(applyEvent, createLedgerView(venueOf(deployment))), block }
}
