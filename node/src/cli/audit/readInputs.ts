import type { AuditInputs } from '@vain/audit'
import { VainError } from '@vain/base'
import {
  createLedgerReader,
  type Deployment,
  type LedgerReader,
  type Rpc,
  readBlock,
  readEvents,
  venueOf,
} from '@vain/chain'
import { announcedGateways } from '@vain/net'
import { applyEvent, createLedgerView, type LedgerEvent } from '@vain/protocol'

const readAttempts = 50

/**
 * Reads events and the contract's words as of one block, while the chain goes on.
 *
 * @throws {VainError} `audit/chain-too-fast`, and what the chain throws
 */
export async function readInputs(
  rpc: Rpc,
  deployment: Deployment,
  run: number,
): Promise<AuditInputs> {
  const reader = createLedgerReader(rpc, deployment)
  for (let attempt = 0; attempt < readAttempts; attempt++) {
    const before = await readBlock(rpc, 'latest')
    const words = await readWords(reader, run)
    const after = await readBlock(rpc, 'latest')
    if (before?.hash !== after?.hash || before === undefined) continue
    const events = await readEvents(rpc, deployment, deployment.deployedAt, before.number)
    const venue = venueOf(deployment)
    return { venue, keyBook: deployment.keyBook, run, events, words, block: before.number }
  }
  throw new VainError('audit/chain-too-fast', 'the chain moved on during every reading', {
    wayOut: 'Use an RPC endpoint that is nearer.',
  })
}

async function readWords(reader: LedgerReader, run: number): Promise<AuditInputs['words']> {
  const [cursor, lead, head, inbox] = await Promise.all([
    reader.cursorOf(run),
    reader.leadOf(run),
    reader.headOf(run),
    reader.inboxOf(run),
  ])
  return { cursor, lead, head, inbox }
}

/** Gateways named on chain. Whether the events fit is for the audit to say. */
export function gatewaysIn({ venue, events }: AuditInputs): readonly string[] {
  const kinds: readonly LedgerEvent['kind'][] = ['registered', 'announced', 'retired']
  const registry = events.filter((event) => kinds.includes(event.kind))
  return announcedGateways(registry.reduce(applyEvent, createLedgerView(venue)))
}
