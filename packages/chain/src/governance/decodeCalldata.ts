import type { ContractName } from '@vain/abi'
import type { Hex } from '@vain/protocol'
import { AbiCoder, type FunctionFragment, getBytes, type ParamType, type Result } from 'ethers'
import { interfaces } from '../contracts.ts'
import { lenient } from '../fields.ts'

/** A value of calldata: numbers in decimals, bytes in hexadecimal, structs by the names of fields. */
export type CallValue =
  | string
  | boolean
  | readonly CallValue[]
  | { readonly [name: string]: CallValue }

/** What calldata asks of a contract. */
export type DecodedCall = {
  readonly name: string
  readonly args: Readonly<Record<string, CallValue>>
}

/**
 * Function and arguments that calldata stands for; undefined if the contract has no such function, or
 * if these arguments are encoded otherwise: what is shown is then not all that is there.
 *
 * Takes what a stranger has written. Texts may hold anything, also control characters.
 */
export function decodeCalldata(contract: ContractName, data: Hex): DecodedCall | undefined {
  const fragment = functionOf(contract, data)
  if (fragment === null) return undefined
  const types = lenient(fragment.inputs)
  const coder = AbiCoder.defaultAbiCoder()
  try {
    const values = coder.decode(types, `0x${data.slice(fragment.selector.length)}`)
    const again = coder.encode(types, [...values])
    if (`${fragment.selector}${again.slice(2)}` !== data) return undefined
    return { name: fragment.name, args: named(fragment.inputs, values) }
  } catch {
    return undefined
  }
}

function functionOf(contract: ContractName, data: Hex): FunctionFragment | null {
  return data.length < 10 ? null : interfaces[contract].getFunction(data.slice(0, 10))
}

const named = (types: readonly ParamType[], values: Result): Record<string, CallValue> =>
  Object.fromEntries(types.map((type, i) => [type.name || String(i), toValue(type, values[i])]))

/** A decoded value of a type, where `string` was decoded as `bytes`. */
export function toValue(type: ParamType, value: unknown): CallValue {
  const { arrayChildren, components } = type
  if (arrayChildren !== null)
    return [...(value as Result)].map((one) => toValue(arrayChildren, one))
  if (components !== null) return named(components, value as Result)
  if (type.type === 'bool') return value === true
  if (type.type === 'string') return new TextDecoder().decode(getBytes(value as string))
  return String(value).toLowerCase()
}
