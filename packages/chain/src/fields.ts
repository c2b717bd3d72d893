import { VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { AbiCoder, getBytes, type Interface, ParamType, Result } from 'ethers'

/** Values that a contract returned or logged, by name, in our types. */
export type Fields = {
  number(name: string): number
  bigint(name: string): bigint
  /** Lower case: an address or fixed bytes. */
  hex(name: string): Hex
  bytes(name: string): Uint8Array
  text(name: string): string
  texts(name: string): string[]
  hexes(name: string): Hex[]
  numbers(name: string): number[]
  bigints(name: string): bigint[]
  struct(name: string): Fields
  flag(name: string): boolean
}

/**
 * Reads what an ABI decoder returned, where `string` was decoded as `bytes` (see `lenient`).
 *
 * A name that the ABI does not have throws, and so does a value that did not decode.
 */
export function readFields(result: Result): Fields {
  const get = (name: string): unknown => {
    const value: unknown = result.getValue(name)
    if (value === undefined) throw new Error(`the ABI has no ${name}`)
    return value
  }
  const list = (name: string): unknown[] => [...(get(name) as Result)]
  return {
    number: (name) => Number(get(name)),
    bigint: (name) => BigInt(get(name) as bigint),
    hex: (name) => String(get(name)).toLowerCase() as Hex,
    bytes: (name) => getBytes(get(name) as string),
    text: (name) => toText(get(name)),
    texts: (name) => list(name).map(toText),
    hexes: (name) => list(name).map((value) => String(value).toLowerCase() as Hex),
    numbers: (name) => list(name).map(Number),
    bigints: (name) => list(name).map((value) => BigInt(value as bigint)),
    struct: (name) => readFields(get(name) as Result),
    flag: (name) => get(name) === true,
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

const toText = (value: unknown): string => utf8.decode(getBytes(value as string))

/**
 * The same types with `bytes` for `string`, which is encoded alike. Solidity does not check that a
 * string is UTF-8 and ethers throws where it is not: one operator could then stop all the others
 * with one bad byte in a CID.
 */
export function lenient(types: readonly ParamType[]): ParamType[] {
  return types.map((type) => ParamType.from(type.format('full').replace(/\bstring\b/g, 'bytes')))
}

/** Decodes values that have names. @throws if the bytes do not fit the types */
export function readNamed(types: readonly ParamType[], data: string): Fields {
  const result = AbiCoder.defaultAbiCoder().decode(lenient(types), data)
  const names = types.map(({ name }) => name)
  return readFields(Result.fromItems([...result], names))
}

/**
 * Decodes what a view function returned. A value that is the only one is called `value`.
 *
 * @throws {VainError} `chain/malformed` if the bytes do not fit the ABI: no such contract is there
 */
export function decodeReturn(abi: Interface, name: string, data: string): Fields {
  const outputs = abi.getFunction(name)?.outputs ?? []
  try {
    const result = AbiCoder.defaultAbiCoder().decode(lenient(outputs), data)
    const names = outputs.length === 1 ? ['value'] : outputs.map((output) => output.name)
    return readFields(Result.fromItems([...result], names))
  } catch (cause) {
    throw new VainError('chain/malformed', `${name} returned something else`, { name }, { cause })
  }
}
