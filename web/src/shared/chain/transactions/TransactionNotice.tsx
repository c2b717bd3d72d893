import type { ReactNode } from 'react'
import { Button, Hash, Notice } from '../../ui/index.ts'
import type { Transaction } from './useTransaction.ts'

/** How far a transaction has come, in words; nothing before the first. */
export function TransactionNotice({
  transaction: { state, reset },
}: {
  readonly transaction: Transaction
}): ReactNode {
  switch (state.kind) {
    case 'idle':
      return null
    case 'checking':
      return <Notice title={`${state.title}: trying it on the newest state …`} />
    case 'asking':
      return <Notice tone="info" title={`${state.title}: confirm it in your wallet.`} />
    case 'sent':
      return (
        <Notice tone="info" title={`${state.title}: sent, waiting for a block …`}>
          Transaction <Hash value={state.hash} />
        </Notice>
      )
    case 'done':
      return (
        <Notice
          tone="good"
          title={`${state.title}: done.`}
          actions={<Button onClick={reset}>Close</Button>}
        >
          Block {state.included.block.toLocaleString('en')},{' '}
          {state.included.gasUsed.toLocaleString('en')} gas, transaction{' '}
          <Hash value={state.included.hash} />
        </Notice>
      )
    case 'failed':
      return (
        <Notice
          tone={state.refusal.kind === 'rejected' ? 'warn' : 'bad'}
          title={`${state.title}: not done.`}
          actions={<Button onClick={reset}>Close</Button>}
        >
          {state.refusal.message}
        </Notice>
      )
  }
}
