import { VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { interfaces } from './contracts.ts'
import { decodeReturn, type Fields } from './fields.ts'
import { isRpcFailure, type Rpc } from './rpc.ts'
import { toBytesHex, toQuantity } from './values.ts'

/** Addresses of one network's contracts, lower case. */
export type Deployment = {
  readonly chainId: bigint
  readonly ledger: Hex
  readonly keyBook: Hex
  readonly epochSet: Hex
  readonly runRegistry: Hex
  readonly vault: Hex
  readonly token: Hex
  /** Block in which the ledger was created: nothing counts that was logged before it. */
  readonly deployedAt: number
}

/**
 * Finds all contracts of a network from its `RoundLedger`, whose immutables name the others.
 *
 * @throws {VainError} `chain/no-deployment` if the address holds no `RoundLedger` with its
 *   companions
 */
export async function readDeployment(rpc: Rpc, ledger: Hex): Promise<Deployment> {
  const chainId = toQuantity(await rpc.request('eth_chainId'))
  const address = ledger.toLowerCase() as Hex
  await assertDeployed(rpc, address)
  try {
    const read = async (to: Hex, contract: keyof typeof interfaces, name: string) => {
      const abi = interfaces[contract]
      const call = { to, data: abi.encodeFunctionData(name) }
      return decodeReturn(abi, name, toBytesHex(await rpc.request('eth_call', [call, 'latest'])))
    }
    const addressIn = (fields: Fields): Hex => fields.hex('value')
    const keyBook = addressIn(await read(address, 'ledger', 'keyBook'))
    const vault = addressIn(await read(keyBook, 'keyBook', 'vault'))
    return {
      chainId,
      ledger: address,
      keyBook,
      epochSet: addressIn(await read(address, 'ledger', 'epochSet')),
      runRegistry: addressIn(await read(address, 'ledger', 'runRegistry')),
      vault,
      token: addressIn(await read(vault, 'vault', 'token')),
      deployedAt: (await read(address, 'ledger', 'deployedAt')).number('value'),
    }
  } catch (cause) {
    const isOther = cause instanceof VainError && cause.code === 'chain/malformed'
    if (!isOther && !isRpcFailure(cause)) throw cause
    throw noDeployment(address, 'another contract is there', cause)
  }
}

/** @throws {VainError} `chain/no-deployment` if no code is at the ledger's address */
export async function assertDeployed(rpc: Rpc, ledger: Hex): Promise<void> {
  if ((await rpc.request('eth_getCode', [ledger, 'latest'])) === '0x')
    throw noDeployment(ledger, 'the chain has nothing there')
}

/** @throws {VainError} `chain/wrong-network` if the node serves another chain */
export async function assertNetwork(rpc: Rpc, chainId: bigint): Promise<void> {
  const actual = toQuantity(await rpc.request('eth_chainId'))
  if (actual !== chainId)
    throw new VainError('chain/wrong-network', `the node serves chain ${actual}, not ${chainId}`, {
      actual,
      expected: chainId,
    })
}

function noDeployment(ledger: Hex, detail: string, cause?: unknown): VainError {
  return new VainError(
    'chain/no-deployment',
    `no RoundLedger is at ${ledger}: ${detail}`,
    { ledger },
    { cause },
  )
}
