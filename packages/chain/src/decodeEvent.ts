import type { ContractName } from '@vain/abi'
import type { Hex } from '@vain/protocol'
import { AbiCoder, type EventFragment, type ParamType } from 'ethers'
import { interfaces } from './contracts.ts'
import { lenient } from './fields.ts'
import { type CallValue, toValue } from './governance/decodeCalldata.ts'
import type { ChainLog } from './parseLog.ts'

/** What a log says. */
export type DecodedEvent = {
  readonly name: string
  /** In the order of the ABI. */
  readonly arguments: Readonly<Record<string, CallValue>>
  /** Arguments that are addresses, lower case, also within lists and structs. */
  readonly addresses: readonly Hex[]
}

/** The event that a log of a contract stands for; undefined if it is of none that the ABI has. */
export function decodeEvent(
  contract: ContractName,
  log: Pick<ChainLog, 'topics' | 'data'>,
): DecodedEvent | undefined {
  const fragment = interfaces[contract].getEvent(log.topics[0] ?? '0x')
  if (fragment === null) return undefined
  try {
    const values = decodeValues(fragment, log)
    const addresses = new Set<Hex>()
    for (const [i, type] of fragment.inputs.entries()) collect(type, values[i], addresses)
    const entries = fragment.inputs.map((type, i) => [type.name, toValue(type, values[i])])
    return {
      name: fragment.name,
      arguments: Object.fromEntries(entries),
      addresses: [...addresses],
    }
  } catch {
    return undefined
  }
}

/** Values of the inputs, in their order. @throws if the log is not of this event */
function decodeValues(
  { inputs }: EventFragment,
  { topics, data }: Pick<ChainLog, 'topics' | 'data'>,
): unknown[] {
  const coder = AbiCoder.defaultAbiCoder()
  const rest = coder.decode(lenient(inputs.filter(({ indexed }) => !indexed)), data)
  let [topic, place] = [1, 0]
  return inputs.map(({ indexed, type }) =>
    indexed ? coder.decode([type], topics[topic++] ?? '0x')[0] : rest[place++],
  )
}

function collect(type: ParamType, value: unknown, into: Set<Hex>): void {
  const { arrayChildren, components } = type
  if (type.type === 'address') into.add(String(value).toLowerCase() as Hex)
  else if (arrayChildren !== null)
    for (const one of value as Iterable<unknown>) collect(arrayChildren, one, into)
  else if (components !== null)
    for (const [i, part] of components.entries()) collect(part, (value as unknown[])[i], into)
}
