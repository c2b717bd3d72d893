export { TransactionNotice } from './TransactionNotice.tsx'
export type { Included, Refusal, TransactionState } from './transaction.ts'
export { type Transaction, useTransaction } from './useTransaction.ts'
