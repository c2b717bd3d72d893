'use client'

import { type ReactNode, useEffect, useState } from 'react'
import { useContracts } from '../../../../shared/chain/index.ts'
import { Card } from '../../../../shared/ui/index.ts'
import type { DecodedCall } from '../../queries/calls/decodeCall.ts'
import type { ProposalCall } from '../../queries/governorCalls.ts'
import css from './Calls.module.css'
import { CallView } from './CallView.tsx'

/** What a proposal does, call by call, each decoded and as it is. */
export function CallsCard({
  calls,
  title = 'What it does',
}: {
  readonly calls: readonly ProposalCall[]
  readonly title?: string
}): ReactNode {
  const decoded = useDecoded(calls)
  return (
    <Card title={title}>
      <ol className={css.calls}>
        {calls.map((call, i) => (
          // A call can stand there twice, and what was proposed never changes.
          // biome-ignore lint/suspicious/noArrayIndexKey: places are what they are told apart by
          <li key={i}>
            <CallView call={call} decoded={decoded?.[i]} />
          </li>
        ))}
      </ol>
    </Card>
  )
}

/** All contracts' functions are large: they come once there is something to decode. */
function useDecoded(
  calls: readonly ProposalCall[],
): readonly (DecodedCall | 'unknown')[] | undefined {
  const contracts = useContracts()
  const [decode, setDecode] = useState<typeof import('../../queries/calls/decodeCall.ts')>()
  const [error, setError] = useState<Error>()
  useEffect(() => {
    import('../../queries/calls/decodeCall.ts').then(setDecode, setError)
  }, [])
  // For the boundary around this card: calls that nobody can read are not to be voted on.
  if (error !== undefined) throw error
  return decode && calls.map((call) => decode.decodeCall(contracts, call) ?? 'unknown')
}
