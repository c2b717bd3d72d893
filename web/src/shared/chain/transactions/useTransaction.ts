import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useConfig } from 'wagmi'
import type { Included, TransactionCall, TransactionState } from './transaction.ts'

/** One transaction at a time, and how far it has come. */
export type Transaction = {
  readonly state: TransactionState
  /** Whether one is under way. */
  readonly busy: boolean
  /** Never rejects: what went wrong is the state. Once a block has it, all that pages show is read anew. */
  send(call: TransactionCall): Promise<Included | undefined>
  /** Forgets how the last one ended. */
  reset(): void
}

const idle: TransactionState = { kind: 'idle' }

/** Sends transactions of the account that is connected. */
export function useTransaction(): Transaction {
  const config = useConfig()
  const queries = useQueryClient()
  const [state, setState] = useState<TransactionState>(idle)
  const send = useCallback(
    async (call: TransactionCall) => {
      // Only who sends needs it.
      const { sendTransaction } = await import('./sendTransaction.ts')
      const included = await sendTransaction(config, call, setState)
      if (included !== undefined) await queries.invalidateQueries()
      return included
    },
    [config, queries],
  )
  const reset = useCallback(() => setState(idle), [])
  return { state, busy: ['checking', 'asking', 'sent'].includes(state.kind), send, reset }
}
