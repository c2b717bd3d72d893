import { rewardMerkleAbi, stakeVaultAbi, vainTokenAbi } from '@vain/abi'
import {
  type Address,
  encodeFunctionData,
  type Hex,
  type TransactionCall,
} from '../../../shared/chain/index.ts'
import { formatAmount } from '../../../shared/format/index.ts'

/** Lets the vault take `amount` of the caller's tokens, and no more. */
export const approveCall = (token: Address, vault: Address, amount: bigint): TransactionCall => ({
  title: `Let the vault take ${formatAmount(amount)} VAIN`,
  to: token,
  data: encodeFunctionData({ abi: vainTokenAbi, functionName: 'approve', args: [vault, amount] }),
})

export const bondCall = (vault: Address, amount: bigint): TransactionCall => ({
  title: `Stake ${formatAmount(amount)} VAIN`,
  to: vault,
  data: encodeFunctionData({ abi: stakeVaultAbi, functionName: 'bond', args: [amount] }),
})

export const unbondCall = (vault: Address, amount: bigint): TransactionCall => ({
  title: `Unbond ${formatAmount(amount)} VAIN`,
  to: vault,
  data: encodeFunctionData({ abi: stakeVaultAbi, functionName: 'unbond', args: [amount] }),
})

export const withdrawCall = (vault: Address): TransactionCall => ({
  title: 'Withdraw',
  to: vault,
  data: encodeFunctionData({ abi: stakeVaultAbi, functionName: 'withdraw' }),
})

export const delegateCall = (vault: Address, delegate: Address): TransactionCall => ({
  title: 'Delegate your votes',
  to: vault,
  data: encodeFunctionData({ abi: stakeVaultAbi, functionName: 'delegate', args: [delegate] }),
})

export const claimCall = (
  rewards: Address,
  account: Address,
  cumulative: bigint,
  proof: readonly Hex[],
): TransactionCall => ({
  title: 'Claim rewards',
  to: rewards,
  data: encodeFunctionData({
    abi: rewardMerkleAbi,
    functionName: 'claim',
    args: [account, cumulative, proof],
  }),
})
