import { VainError } from '@vain/base'
import type { Hex, LedgerEvent, RunMachine, Venue } from '@vain/protocol'
import { readBlock } from './block.ts'
import { createLedgerReader, type LedgerReader } from './createLedgerReader.ts'
import { type Deployment, venueOf } from './deployment.ts'
import { inPieces } from './inPieces.ts'
import { readEvents } from './readEvents.ts'
import type { Rpc } from './rpc.ts'

/** All that the chain says of a run, as of one block: what an audit begins with. */
export type RunRecord = {
  readonly venue: Venue
  readonly keyBook: Hex
  readonly run: number
  /** All events from the deployment up to `block`. */
  readonly events: readonly LedgerEvent[]
  /** The contract's words of the run at `block`. */
  readonly words: Pick<RunMachine, 'cursor' | 'lead' | 'head' | 'inbox'>
  readonly block: number
}

const readAttempts = 50

/**
 * Reads events and the contract's words as of one block, while the chain goes on.
 *
 * @throws {VainError} `chain/too-fast`, and what the chain throws
 */
export async function readRun(rpc: Rpc, deployment: Deployment, run: number): Promise<RunRecord> {
  const reader = createLedgerReader(rpc, deployment)
  for (let attempt = 0; attempt < readAttempts; attempt++) {
    const before = await readBlock(rpc, 'latest')
    const words = await readWords(reader, run)
    const after = await readBlock(rpc, 'latest')
    if (before?.hash !== after?.hash || before === undefined) continue
    const events: LedgerEvent[] = []
    const pieces = inPieces(deployment.deployedAt, before.number, (first, last) =>
      readEvents(rpc, deployment, first, last),
    )
    for await (const piece of pieces) events.push(...piece)
    const venue = venueOf(deployment)
    return { venue, keyBook: deployment.keyBook, run, events, words, block: before.number }
  }
  throw new VainError('chain/too-fast', 'the chain moved on during every reading', {
    wayOut: 'Use an RPC endpoint that is nearer.',
  })
}

async function readWords(reader: LedgerReader, run: number): Promise<RunRecord['words']> {
  const [cursor, lead, head, inbox] = await Promise.all([
    reader.cursorOf(run),
    reader.leadOf(run),
    reader.headOf(run),
    reader.inboxOf(run),
  ])
  return { cursor, lead, head, inbox }
}
