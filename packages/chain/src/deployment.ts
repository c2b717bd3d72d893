import type { ContractName } from '@vain/abi'
import { VainError } from '@vain/base'
import type { Hex, Venue } from '@vain/protocol'
import { callContract } from './callContract.ts'
import type { Rpc } from './rpc.ts'
import { toQuantity } from './values.ts'

/** Addresses of one network's contracts, lower case. */
export type Deployment = {
  readonly chainId: bigint
  readonly ledger: Hex
  readonly keyBook: Hex
  readonly epochSet: Hex
  readonly runRegistry: Hex
  readonly vault: Hex
  readonly token: Hex
  /** AccessManager that says who may call what is restricted. */
  readonly authority: Hex
  /** Block in which the ledger was created: nothing counts that was logged before it. */
  readonly deployedAt: number
}

/** Where a deployment's ledger lives, as hashes and signatures are bound to it. */
export function venueOf({ chainId, ledger }: Deployment): Venue {
  return { chainId, ledger }
}

/**
 * Finds all contracts of a network from its `RoundLedger`, whose immutables name the others.
 *
 * @throws {VainError} `chain/no-deployment` if the address holds no `RoundLedger` with its
 *   companions
 */
export async function readDeployment(rpc: Rpc, ledger: Hex): Promise<Deployment> {
  const address = ledger.toLowerCase() as Hex
  if (!/^0x[0-9a-f]{40}$/.test(address)) throw noDeployment(address, 'that is no address')
  const chainId = toQuantity(await rpc.request('eth_chainId'))
  await assertDeployed(rpc, address)
  try {
    const read = async (to: Hex, contract: ContractName, name: string): Promise<Hex> =>
      (await callContract(rpc, contract, to, name)).hex('value')
    const keyBook = await read(address, 'ledger', 'keyBook')
    const vault = await read(keyBook, 'keyBook', 'vault')
    return {
      chainId,
      ledger: address,
      keyBook,
      epochSet: await read(address, 'ledger', 'epochSet'),
      runRegistry: await read(address, 'ledger', 'runRegistry'),
      vault,
      token: await read(vault, 'vault', 'token'),
      authority: await read(address, 'ledger', 'authority'),
      deployedAt: (await callContract(rpc, 'ledger', address, 'deployedAt')).number('value'),
    }
  } catch (cause) {
    if (!isOther(cause)) throw cause
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

/** A contract of another kind answers with other bytes, or refuses. */
const isOther = (error: unknown): boolean =>
  error instanceof VainError && ['chain/malformed', 'chain/reverted'].includes(error.code)

function noDeployment(ledger: Hex, detail: string, cause?: unknown): VainError {
  return new VainError(
    'chain/no-deployment',
    `no RoundLedger is at ${ledger}: ${detail}`,
    { ledger },
    { cause },
  )
}
