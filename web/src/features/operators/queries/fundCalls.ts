import { vainTokenAbi } from '@vain/abi'
import {
  type Address,
  encodeFunctionData,
  type TransactionCall,
} from '../../../shared/chain/index.ts'
import { formatAmount } from '../../../shared/format/index.ts'

/** Sends tokens to an operator's account, which bonds them itself. */
export const sendTokensCall = (token: Address, to: Address, amount: bigint): TransactionCall => ({
  title: `Send ${formatAmount(amount)} VAIN`,
  to: token,
  data: encodeFunctionData({ abi: vainTokenAbi, functionName: 'transfer', args: [to, amount] }),
})

/** Sends ether, for the transactions of the operator. */
export const sendEtherCall = (to: Address, amountWei: bigint): TransactionCall => ({
  title: `Send ${formatAmount(amountWei)} ether`,
  to,
  data: '0x',
  valueWei: amountWei,
})
