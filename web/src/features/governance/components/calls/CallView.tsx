import type { ReactNode } from 'react'
import { writeAmount } from '../../../../shared/format/index.ts'
import { Facts, Hash } from '../../../../shared/ui/index.ts'
import type { DecodedCall } from '../../queries/calls/decodeCall.ts'
import { type CallValue, plainText } from '../../queries/calls/values.ts'
import type { ProposalCall } from '../../queries/governorCalls.ts'
import css from './Calls.module.css'

/** One call. @param decoded - `unknown`: of a function that is not known; undefined: not decoded yet */
export function CallView({
  call,
  decoded,
}: {
  readonly call: ProposalCall
  readonly decoded: DecodedCall | 'unknown' | undefined
}): ReactNode {
  return (
    <div className={css.call}>
      <h3>{nameOf(decoded)}</h3>
      <Facts
        rows={[
          ['Target', <Whole key="target" value={call.target} />],
          ...(call.valueWei > 0n
            ? [['Sends', `${writeAmount(call.valueWei)} ether`] as const]
            : []),
          ...argsOf(decoded).map(
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

type Decoded = DecodedCall | 'unknown' | undefined

const argsOf = (decoded: Decoded): DecodedCall['args'] =>
  typeof decoded === 'object' ? decoded.args : []

function nameOf(decoded: Decoded): string {
  if (decoded === undefined) return 'Reading the call …'
  if (decoded === 'unknown') return 'A call that is not known here'
  return decoded.name === '' ? 'Send ether' : `${decoded.contract}.${decoded.name}`
}

/** In full: who makes addresses until one has the same ends is not to be taken for another. */
function Whole({ value }: { readonly value: string }): ReactNode {
  return <Hash value={value} name={<code className={css.raw}>{value}</code>} />
}

function Value({ value }: { readonly value: CallValue }): ReactNode {
  if (typeof value === 'string')
    return /^0x[0-9a-fA-F]{40,64}$/.test(value) ? <Whole value={value} /> : value
  return <pre className={css.raw}>{plainText(value)}</pre>
}
