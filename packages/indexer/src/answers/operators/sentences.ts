import type { EventRow } from '../../api/chain/events.ts'
import type { SentenceRow } from '../../api/operators/operators.ts'
import { type Context, toMark } from '../context.ts'

/** `ISlasher.Offence`, by number. */
const offences: readonly SentenceRow['offence'][] = [
  'double-signature',
  'wrong-sum',
  'wrong-certificate',
  'malformed-bundle',
  'missing-data',
  'silence',
]

const names = ['Sentenced', 'Executed', 'Pardoned']

/** What courts decided of an operator, the newest first. */
export async function sentencesOf({ index }: Context, address: string): Promise<SentenceRow[]> {
  const mention = { kind: 'address', value: address } as const
  const events = await index.store.events({ contract: 'slasher', names, mention, order: 'oldest' })
  const sentences = new Map<string, SentenceRow>()
  for (const event of events) {
    const { caseId, operator } = event.arguments
    // A reporter is named too.
    if (operator !== address) continue
    const before = sentences.get(String(caseId))
    const after = before === undefined ? begin(event) : end(before, event)
    if (after !== undefined) sentences.set(String(caseId), after)
  }
  return [...sentences.values()].reverse()
}

function begin(event: EventRow): SentenceRow | undefined {
  const { caseId, offence, reporter, penaltyBps, executableAt } = event.arguments
  const kind = offences[Number(offence)]
  if (event.name !== 'Sentenced' || kind === undefined) return undefined
  return {
    ...toMark(event),
    caseId: String(caseId),
    offence: kind,
    status: 'pending',
    reporter: String(reporter),
    penaltyBps: Number(penaltyBps),
    executableAt: Number(executableAt),
  }
}

function end(before: SentenceRow, { name, arguments: args }: EventRow): SentenceRow {
  if (name === 'Pardoned') return { ...before, status: 'pardoned' }
  if (name !== 'Executed') return before
  return { ...before, status: 'executed', penalty: String(args.penalty) }
}
