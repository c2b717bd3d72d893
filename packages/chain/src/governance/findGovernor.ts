import type { ContractName } from '@vain/abi'
import { VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { id } from 'ethers'
import { readBlock } from '../block.ts'
import { callContract } from '../callContract.ts'
import type { Deployment } from '../deployment.ts'
import type { Fields } from '../fields.ts'
import { readContractLogs } from '../readContractLogs.ts'
import type { Rpc } from '../rpc.ts'

/** ADMIN of the AccessManager, as a topic. */
const admin: Hex = `0x${'00'.repeat(32)}`
const proposer = id('PROPOSER_ROLE') as Hex

/**
 * Finds who governs a network: the governor that may propose to the timelock that may do everything.
 * Roles are read from the grants of them, and held to what the contracts say now; of several
 * governors it is the one that got its role last.
 *
 * @throws {VainError} `chain/no-governor` if nobody governs by votes, as before the founder has handed
 *   over
 *
 * Source: docs/protocol/governance.md §1.
 */
export async function findGovernor(rpc: Rpc, deployment: Deployment): Promise<Hex> {
  const { authority } = deployment
  const admins = await holdersOf(rpc, deployment, {
    contract: 'authority',
    address: authority,
    role: admin,
  })
  for (const timelock of admins) {
    if ((await ask(rpc, 'timelock', timelock, 'getMinDelay')) === undefined) continue
    const terms = { contract: 'timelock', address: timelock, role: proposer } as const
    for (const governor of await holdersOf(rpc, deployment, terms))
      if ((await ask(rpc, 'governor', governor, 'timelock'))?.hex('value') === timelock)
        return governor
  }
  throw new VainError('chain/no-governor', 'no governor decides for this network', {
    authority,
    admins,
    wayOut: 'Its founder has not handed over yet, or has kept a role.',
  })
}

type Granting = {
  readonly contract: 'authority' | 'timelock'
  readonly address: Hex
  readonly role: Hex
}

/** Accounts that have a role now, the one that got it last first. */
async function holdersOf(
  rpc: Rpc,
  { deployedAt }: Deployment,
  { contract, address, role }: Granting,
): Promise<Hex[]> {
  const to = (await readBlock(rpc, 'latest'))?.number ?? deployedAt
  const query = { events: ['RoleGranted'], indexed: [role], from: deployedAt, to }
  const granted = await readContractLogs(rpc, contract, address, query)
  const accounts = new Set(granted.map(({ fields }) => fields.hex('account')).reverse())
  const holders: Hex[] = []
  for (const account of accounts) {
    const answer = await callContract(rpc, contract, address, 'hasRole', [role, account])
    if (answer.flag(contract === 'authority' ? 'isMember' : 'value')) holders.push(account)
  }
  return holders
}

/** What a contract answers, if it is one of the kind. */
async function ask(
  rpc: Rpc,
  contract: ContractName,
  address: Hex,
  name: string,
): Promise<Fields | undefined> {
  return callContract(rpc, contract, address, name).catch((error: unknown) => {
    const isOther =
      error instanceof VainError && ['chain/malformed', 'chain/reverted'].includes(error.code)
    if (isOther) return undefined
    throw error
  })
}
