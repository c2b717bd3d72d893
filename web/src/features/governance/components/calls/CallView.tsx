import type { ReactNode } from 'react'
import { formatAmount } from '../../../../shared/format/index.ts'
import { Facts, Hash } from '../../../../shared/ui/index.ts'
import type { DecodedCall } from '../../queries/calls/decodeCall.ts'
import { type CallValue, plainText } from '../../queries/calls/values.ts'
import type { ProposalCall } from '../../queries/governorCalls.ts'
import css from './Calls.module.css'

/** One call. @param decoded - undefined: nothing is known of it */
export function CallView({
  call,
  decoded,
}: {
  readonly call: ProposalCall
  readonly decoded: DecodedCall | undefined
}): ReactNode {
  return (
    <div className={css.call}>
      <h3>{decoded === undefined ? 'A call that is not known here' : nameOf(decoded)}</h3>
      <Facts
        rows={[
          ['Target', <Hash key="target" value={call.target} />],
          ...(call.valueWei > 0n
            ? [['Sends', `${formatAmount(call.valueWei)} ether`] as const]
            : []),
          ...(decoded?.args ?? []).map(
            ({ name, value }) => [name, <Value key={name} value={value} />] as const,
          ),
        ]}
      />
      <details>
        <summary>As it is</summary>
        <pre className={css.raw}>{call.data}</pre>
      </details>
    </div>
  )
}

const nameOf = ({ contract, name }: DecodedCall): string =>
  name === '' ? 'Send ether' : `${contract}.${name}`

function Value({ value }: { readonly value: CallValue }): ReactNode {
  if (typeof value === 'string')
    return /^0x[0-9a-fA-F]{40,}$/.test(value) ? <Hash value={value} /> : value
  return <pre className={css.raw}>{plainText(value)}</pre>
}
