export { explainFailure, explainRevert } from './explainFailure.ts'
export { TransactionNotice } from './TransactionNotice.tsx'
export type { Included, Refusal, TransactionCall, TransactionState } from './transaction.ts'
export { type Transaction, useTransaction } from './useTransaction.ts'
