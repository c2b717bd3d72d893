import { type ContractName, decodeEvent, type PlacedLog } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import type { EventRow } from '../api/chain/events.ts'
import type { Mention, NewEvent } from '../store/rows.ts'

/** Contracts that are indexed, by name. */
export type Contracts = Readonly<Partial<Record<ContractName, Hex>>>

/** What logs say, each that is of a known event. */
export function toEvents(contracts: Contracts, logs: readonly PlacedLog[]): NewEvent[] {
  const names = new Map(Object.entries(contracts).map(([name, address]) => [address, name]))
  return logs.flatMap((log) => {
    // The cast holds: the keys are those of the type.
    const contract = names.get(log.address) as ContractName | undefined
    const event = contract && decodeEvent(contract, log)
    if (contract === undefined || event === undefined) return []
    const { name, arguments: args } = event
    const mentions = mentionsOf(contract, args, event.addresses)
    const searched = name === 'ProposalCreated' ? wordsOf(args) : undefined
    return [{ log, contract, name, arguments: args, mentions, searched }]
  })
}

function mentionsOf(
  contract: ContractName,
  { run, index, proposalId }: EventRow['arguments'],
  addresses: readonly Hex[],
): Mention[] {
  const mentions: Mention[] = addresses.map((value) => ({ kind: 'address', value }))
  if (typeof run === 'string') mentions.push({ kind: 'run', value: run })
  if (contract === 'keyBook' && typeof index === 'string')
    mentions.push({ kind: 'operator', value: index })
  if (contract === 'governor' && typeof proposalId === 'string')
    mentions.push({ kind: 'proposal', value: toWord(proposalId) })
  return mentions
}

/** Id and description of a proposal; a null byte is none that PostgreSQL takes. */
function wordsOf({ proposalId, description }: EventRow['arguments']): string {
  const text = `${toWord(String(proposalId))}\n${description}`
  return text.replaceAll('\0', '').toLowerCase()
}

/** A number in decimals as 32 bytes. */
export function toWord(number: string): Hex {
  return `0x${BigInt(number).toString(16).padStart(64, '0')}`
}
