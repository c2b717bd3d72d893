import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { Hex } from 'viem'
import { type Config, useConfig } from 'wagmi'
import type { Included, TransactionCall, TransactionState } from './transaction.ts'

/** One transaction at a time, and how far it has come. */
export type Transaction = {
  readonly state: TransactionState
  /** Whether one is under way. */
  readonly busy: boolean
  /** Never rejects: what went wrong is the state. Once a block has it, all that pages show is read anew. */
  send(call: TransactionCall): Promise<Included | undefined>
  /** As `send`, of what somebody else sends once the wallet has signed it. @param sign - gives its hash */
  follow(title: string, sign: (config: Config) => Promise<Hex>): Promise<Included | undefined>
  /** Forgets how the last one ended. */
  reset(): void
}

const idle: TransactionState = { kind: 'idle' }

/** Sends transactions of the account that is connected. */
export function useTransaction(): Transaction {
  const config = useConfig()
  const queries = useQueryClient()
  const [state, setState] = useState<TransactionState>(idle)
  const finish = useCallback(
    async (sending: Promise<Included | undefined>) => {
      const included = await sending
      if (included !== undefined) await queries.invalidateQueries()
      return included
    },
    [queries],
  )
  const send = useCallback(
    async (call: TransactionCall) => {
      const { sendTransaction } = await load()
      return finish(sendTransaction(config, call, setState))
    },
    [config, finish],
  )
  const follow = useCallback(
    async (title: string, sign: (config: Config) => Promise<Hex>) => {
      const { followTransaction } = await load()
      return finish(followTransaction(config, title, setState, () => sign(config)))
    },
    [config, finish],
  )
  const reset = useCallback(() => setState(idle), [])
  return { state, busy: ['checking', 'asking', 'sent'].includes(state.kind), send, follow, reset }
}

/** Only who sends needs it. */
const load = () => import('./sendTransaction.ts')
