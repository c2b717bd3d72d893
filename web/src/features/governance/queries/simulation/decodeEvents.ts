import { abiOf } from '../../../../shared/chain/abis/index.ts'
import { type Address, decodeEventLog, type Hex } from '../../../../shared/chain/ethereum/index.ts'
import { type CallValue, toCallValue } from '../calls/values.ts'
import type { Log } from './request.ts'

/** An event that a call leaves. */
export type DecodedEvent = {
  /** Name of the contract in the network, or its address. */
  readonly contract: string
  /** Undefined: of a contract that is not known. */
  readonly name: string | undefined
  readonly args: CallValue
}

/** What events say, in their order. */
export function decodeEvents(
  contracts: Readonly<Record<string, Address>>,
  logs: readonly Log[],
): DecodedEvent[] {
  return logs.map((log) => {
    const contract = Object.keys(contracts).find(
      (name) => contracts[name]?.toLowerCase() === log.address.toLowerCase(),
    )
    const abi = contract === undefined ? undefined : abiOf(contract)
    const other = { contract: contract ?? log.address, name: undefined, args: log.data }
    if (contract === undefined || abi === undefined) return other
    try {
      const topics = [...log.topics] as [Hex, ...Hex[]]
      const { eventName, args } = decodeEventLog({ abi, topics, data: log.data })
      return { contract, name: eventName, args: toCallValue(args ?? {}) }
    } catch {
      // Not one of its events.
      return other
    }
  })
}
