import type { ContractName } from '@vain/abi'
import type { Hex } from '@vain/protocol'
import { id } from 'ethers'
import { callContract, encodeCall } from '../callContract.ts'
import type { Wallet } from '../wallet/createWallet.ts'
import type { DeployedNetwork } from './deployNetwork.ts'
import { accessRoles } from './wiring.ts'

/** Roles of OpenZeppelin's TimelockController. */
const timelockRoles = ['PROPOSER_ROLE', 'CANCELLER_ROLE', 'EXECUTOR_ROLE'] as const
const timelockAdmin = `0x${'00'.repeat(32)}`

/**
 * Leaves a network to its governance, for good: from here on only the timelock may call what is
 * restricted, only the governor may use the timelock, and the wallet nothing. Cut off, it can be done
 * again, also when it was done already.
 *
 * @param wallet - the one that deployed the network
 * @throws {VainError} as `Wallet.send`
 */
export async function handOver(wallet: Wallet, network: DeployedNetwork): Promise<void> {
  const { chainId, authority, institutions } = network
  const { timelock, governor } = institutions
  const { rpc, address } = wallet
  const isAdmin = async (contract: 'authority' | 'timelock', at: Hex, role: unknown) =>
    (await callContract(rpc, contract, at, 'hasRole', [role, address])).flag(
      contract === 'authority' ? 'isMember' : 'value',
    )
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
  if (await isAdmin('timelock', timelock, timelockAdmin)) {
    for (const role of timelockRoles)
      await call('timelock', timelock, 'grantRole', id(role), governor)
    await call('timelock', timelock, 'renounceRole', timelockAdmin, address)
  }
  if (await isAdmin('authority', authority, accessRoles.admin)) {
    await call('authority', authority, 'grantRole', accessRoles.admin, timelock, 0)
    await call('authority', authority, 'renounceRole', accessRoles.admin, address)
  }
}
