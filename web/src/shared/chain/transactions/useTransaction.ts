import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { Hex } from 'viem'
import { type Config, useConfig, useConnection } from 'wagmi'
import { createTurn } from './createTurn.ts'
import type { Included, Refusal, TransactionCall, TransactionState } from './transaction.ts'

/** One transaction at a time, and how far it has come. */
export type Transaction = {
  readonly state: TransactionState
  /** Whether one is under way. */
  readonly busy: boolean
  /**
   * Never rejects: what went wrong is the state. Once a block has it, all that pages show is read anew.
   *
   * @returns undefined if it failed, or if another is under way
   */
  send(call: TransactionCall): Promise<Included | undefined>
  /** As `send`, of what somebody else sends once the wallet has signed it. @param sign - gives its hash */
  follow(title: string, sign: (config: Config) => Promise<Hex>): Promise<Included | undefined>
  /** Forgets how the last one ended. */
  reset(): void
}

const idle: TransactionState = { kind: 'idle' }

/**
 * Sends transactions of the account that is connected. What was begun with one account is never
 * finished with another.
 */
export function useTransaction(): Transaction {
  const config = useConfig()
  const { address } = useConnection()
  const queries = useQueryClient()
  const [state, setState] = useState<TransactionState>(idle)
  const [busy, setBusy] = useState(false)
  const [takeTurn] = useState(() => createTurn(setBusy))
  const run = useCallback(
    (title: string, begin: (sender: Sender) => Promise<Included | undefined>) =>
      takeTurn(async () => {
        const sender = await load().catch(() => undefined)
        if (sender === undefined) setState({ kind: 'failed', title, refusal: notLoaded })
        const included = sender && (await begin(sender))
        if (included !== undefined) await queries.invalidateQueries()
        return included
      }),
    [queries, takeTurn],
  )
  const send = useCallback(
    (call: TransactionCall) =>
      run(call.title, (sender) => sender.sendTransaction(config, address, call, setState)),
    [address, config, run],
  )
  const follow = useCallback(
    (title: string, sign: (config: Config) => Promise<Hex>) =>
      run(title, (sender) => sender.followTransaction(config, title, setState, () => sign(config))),
    [config, run],
  )
  const reset = useCallback(() => setState(idle), [])
  return { state, busy, send, follow, reset }
}

/** Only who sends needs it. */
const load = () => import('./sendTransaction.ts')

type Sender = Awaited<ReturnType<typeof load>>

const notLoaded: Refusal = {
  kind: 'no-answer',
  message: 'The portal’s server does not answer, so nothing was sent. Try again.',
}
