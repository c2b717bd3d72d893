import type { ContractName } from '@vain/abi'
import type { Hex } from '@vain/protocol'
import { callContract, encodeCall } from '../callContract.ts'
import type { Deployment } from '../deployment.ts'
import type { Wallet } from '../wallet/createWallet.ts'
import type { Receipt } from '../wallet/waitForInclusion.ts'

/** Calls of one account to a court that takes bonds. */
export type CourtCaller = {
  call(name: string, ...args: readonly unknown[]): Promise<Receipt>
  /** Lets the court take an amount, unless it may already. */
  approve(amount: bigint): Promise<void>
  /** What a dispute deposits that begins now. */
  bond(): Promise<bigint>
}

export function createCourtCaller(
  wallet: Wallet,
  { chainId, token }: Deployment,
  contract: ContractName,
  address: Hex,
): CourtCaller {
  const court = address.toLowerCase() as Hex
  const { rpc } = wallet
  async function send(to: Hex, target: ContractName, name: string, args: readonly unknown[]) {
    const data = encodeCall(target, name, args)
    const { transaction, block, gasUsed } = await wallet.send({ chainId, to, data, name })
    return { transaction, block, gasUsed }
  }
  return {
    call: (name, ...args) => send(court, contract, name, args),
    async approve(amount) {
      const owners = [wallet.address, court]
      const allowance = await callContract(rpc, 'token', token, 'allowance', owners)
      if (allowance.bigint('value') < amount) await send(token, 'token', 'approve', [court, amount])
    },
    bond: async () => (await callContract(rpc, contract, court, 'bond')).bigint('value'),
  }
}
