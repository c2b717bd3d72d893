import type { Hex } from '@vain/protocol'
import { id } from 'ethers'
import { encodeCall } from '../callContract.ts'
import type { ContractName } from '../contracts.ts'
import type { Wallet } from '../wallet/createWallet.ts'
import type { DeployedNetwork } from './deployNetwork.ts'
import { accessRoles } from './wiring.ts'

/** Roles of OpenZeppelin's TimelockController. */
const timelockRoles = ['PROPOSER_ROLE', 'CANCELLER_ROLE', 'EXECUTOR_ROLE'] as const
const timelockAdmin = `0x${'00'.repeat(32)}`

/**
 * Leaves a network to its governance, for good: from here on only the timelock may call what is
 * restricted, only the governor may use the timelock, and the wallet nothing.
 *
 * @param wallet - the one that deployed the network
 * @throws {VainError} as `Wallet.send`
 */
export async function handOver(wallet: Wallet, network: DeployedNetwork): Promise<void> {
  const { chainId, authority, institutions } = network
  const { timelock, governor } = institutions
  const call = async (
    contract: ContractName,
    to: Hex,
    name: string,
    ...args: readonly unknown[]
  ): Promise<void> => {
    await wallet.send({ chainId, to, data: encodeCall(contract, name, args), name })
  }
  // The governor executes for whoever asks it: done directly on the timelock, a decision would evade
  // its expiry and the check of what the governor's settings add up to.
  for (const role of timelockRoles)
    await call('timelock', timelock, 'grantRole', id(role), governor)
  await call('timelock', timelock, 'renounceRole', timelockAdmin, wallet.address)
  await call('authority', authority, 'grantRole', accessRoles.admin, timelock, 0)
  await call('authority', authority, 'renounceRole', accessRoles.admin, wallet.address)
}
