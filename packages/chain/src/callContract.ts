import type { ContractName } from '@vain/abi'
import { VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { interfaces } from './contracts.ts'
import { decodeReturn, type Fields, readNamed } from './fields.ts'
import { pause } from './pause.ts'
import { explainFailure } from './revert.ts'
import { isRpcFailure, type Rpc, type RpcFailure } from './rpc.ts'
import { fromNumber, toBytesHex } from './values.ts'

/**
 * Calldata of a function.
 *
 * @throws {VainError} `chain/bad-argument` if an argument does not fit its type
 */
export function encodeCall(
  contract: ContractName,
  name: string,
  args: readonly unknown[] = [],
): Hex {
  try {
    return interfaces[contract].encodeFunctionData(name, args) as Hex
  } catch (cause) {
    throw new VainError(
      'chain/bad-argument',
      `the arguments do not fit ${contract}.${name}`,
      { contract, name },
      { cause },
    )
  }
}

/**
 * Arguments of a call, by name; undefined if it is one of another function, or malformed.
 *
 * Takes what a stranger has written.
 */
export function decodeCall(contract: ContractName, name: string, data: Hex): Fields | undefined {
  const fragment = interfaces[contract].getFunction(name)
  if (fragment === null || !data.startsWith(fragment.selector)) return undefined
  try {
    return readNamed(fragment.inputs, `0x${data.slice(fragment.selector.length)}`)
  } catch {
    return undefined
  }
}

/**
 * Asks a contract as of the latest block, with that block's timestamp, or as of an earlier one.
 *
 * @param block - its number; nodes other than archives keep the state of the newest only, mostly 128
 * @throws {VainError} `chain/reverted` if the contract refuses, `chain/malformed` if something
 *   else is at the address
 */
export async function callContract(
  rpc: Rpc,
  contract: ContractName,
  to: Hex,
  name: string,
  args: readonly unknown[] = [],
  block: number | 'latest' = 'latest',
): Promise<Fields> {
  const data = encodeCall(contract, name, args)
  const tag = block === 'latest' ? block : fromNumber(block)
  for (let attempt = 1; ; attempt++) {
    try {
      const returned = await rpc.request('eth_call', [{ to, data }, tag])
      return decodeReturn(interfaces[contract], name, toBytesHex(returned))
    } catch (error) {
      if (!isRpcFailure(error)) throw error
      if (!isOvertaken(error.context) || attempt === callAttempts) throw explainFailure(error, name)
    }
    await pause(20 * attempt)
  }
}

/** Tries of a call that new blocks overtake. */
const callAttempts = 5

/** What a node says of a block that it has not got, or whose state it has no longer. */
const overtakenWords = new RegExp(
  [
    'BlockOutOfRange', // anvil
    'header not found|missing trie node', // geth, and those that speak as it does
    'block not found|world state unavailable', // Besu
    'unknown block', // Reth
    'could not be found|no state available', // Nethermind
  ].join('|'),
  'i',
)

/**
 * Whether the block was not there when the call got its turn: a node that keeps the newest
 * state only (anvil with `--prune-history`), or several nodes behind one address, of which one is
 * behind the others.
 */
const isOvertaken = (error: RpcFailure): boolean => overtakenWords.test(error.detail)
