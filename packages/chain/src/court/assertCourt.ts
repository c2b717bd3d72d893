import type { ContractName } from '@vain/abi'
import { VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { callContract } from '../callContract.ts'
import type { Deployment } from '../deployment.ts'
import type { Rpc } from '../rpc.ts'

/**
 * Checks that a court of a network is at an address.
 *
 * @param probe - a view function that no other contract has, with arguments for it
 * @throws {VainError} `chain/no-court` if it is not
 */
export async function assertCourt(
  rpc: Rpc,
  { ledger }: Deployment,
  contract: ContractName,
  court: Hex,
  probe: readonly [name: string, ...args: unknown[]],
): Promise<void> {
  const isOther = (error: unknown): boolean =>
    error instanceof VainError && ['chain/malformed', 'chain/reverted'].includes(error.code)
  const [name, ...args] = probe
  let actual: Hex
  try {
    actual = (await callContract(rpc, contract, court, 'ledger')).hex('value')
    // All courts have a ledger.
    await callContract(rpc, contract, court, name, args)
  } catch (cause) {
    if (!isOther(cause)) throw cause
    throw noCourt(contract, court, 'another contract is there, or none', cause)
  }
  if (actual !== ledger) throw noCourt(contract, court, `that one is of the ledger ${actual}`)
}

function noCourt(contract: ContractName, court: Hex, detail: string, cause?: unknown): VainError {
  return new VainError(
    'chain/no-court',
    `no ${contract} of this network is at ${court}: ${detail}`,
    { court },
    { cause },
  )
}
