'use client'

import type { Portal } from '@vain/indexer'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useApi } from '../../../../shared/api/index.ts'
import type { Address, Hex } from '../../../../shared/chain/ethereum/index.ts'
import { TransactionNotice, useContracts } from '../../../../shared/chain/index.ts'
import { Button, Field, Loaded } from '../../../../shared/ui/index.ts'
import type { Support } from '../../queries/supports.ts'
import type { Power } from '../../queries/usePower.ts'
import { useWeight, type VoteKind } from '../../queries/useWeight.ts'
import { Choice } from '../Choice.tsx'
import { useVote } from './useVote.ts'
import { WeightLine } from './WeightLine.tsx'

/** How the vote reaches the governor. */
export type Way = 'transaction' | 'signature'

/** Longest reason, in characters: the relay takes no more. */
const maxReason = 4_000

/** Votes, in a transaction or by a signature, with all votes or with one's own stake. */
export function VoteForm({
  id,
  power,
  account,
}: {
  readonly id: Hex
  readonly power: Power
  readonly account: Address
}): ReactNode {
  const { governor } = useContracts()
  const relay = useApi<Portal>('/api/v1/portal').data?.relay
  const [support, setSupport] = useState<Support>('for')
  const [chosen, setKind] = useState<VoteKind>()
  const [way, setWay] = useState<Way>('transaction')
  const [reason, setReason] = useState('')
  const kind = chosen ?? (power.hasVoted || power.votes === 0n ? 'override' : 'vote')
  const weight = useWeight(governor, id, kind, account)
  const { vote, transaction } = useVote({ id, support, kind, way, reason, account, weight })
  const counts = weight.data?.kind === 'counts' && weight.data.weight > 0n
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void vote()
  }
  if (power.hasOverridden && power.hasVoted) return <TransactionNotice transaction={transaction} />
  return (
    <form onSubmit={submit}>
      <Choice legend="Vote" value={support} onChange={setSupport} options={supports} />
      <Choice legend="With" value={kind} onChange={setKind} options={kinds} />
      <Choice
        legend="How"
        value={relay === undefined ? 'transaction' : way}
        onChange={setWay}
        options={relay === undefined ? direct : ways}
      />
      <Field label="Reason" hint="Stands on chain for good. It may stay empty.">
        {(props) => (
          <textarea
            {...props}
            rows={2}
            maxLength={maxReason}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <Loaded query={weight} what="what your vote would weigh">
        {(weight) => <WeightLine weight={weight} />}
      </Loaded>
      <Button type="submit" tone="main" busy={transaction.busy} disabled={!counts}>
        {way === 'signature' && relay ? 'Sign the vote' : 'Vote'}
      </Button>
      <TransactionNotice transaction={transaction} />
    </form>
  )
}

const supports = [
  ['for', 'For'],
  ['against', 'Against'],
  ['abstain', 'Abstain'],
] as const
const kinds = [
  ['vote', 'all your votes, delegated ones among them'],
  ['override', 'your own stake, taken from your delegate’s vote'],
] as const
const direct = [['transaction', 'in a transaction of yours']] as const
const ways = [
  ...direct,
  ['signature', 'by a signature; this portal sends it and pays for it'],
] as const
