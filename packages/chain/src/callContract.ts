import { VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { type ContractName, interfaces } from './contracts.ts'
import { decodeReturn, type Fields } from './fields.ts'
import { explainFailure } from './revert.ts'
import { isRpcFailure, type Rpc } from './rpc.ts'
import { toBytesHex } from './values.ts'

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
 * Asks a contract as of the latest block, with that block's timestamp.
 *
 * @throws {VainError} `chain/reverted` if the contract refuses, `chain/malformed` if something
 *   else is at the address
 */
export async function callContract(
  rpc: Rpc,
  contract: ContractName,
  to: Hex,
  name: string,
  args: readonly unknown[] = [],
): Promise<Fields> {
  const data = encodeCall(contract, name, args)
  let returned: unknown
  try {
    returned = await rpc.request('eth_call', [{ to, data }, 'latest'])
  } catch (error) {
    throw isRpcFailure(error) ? explainFailure(error, name) : error
  }
  return decodeReturn(interfaces[contract], name, toBytesHex(returned))
}
