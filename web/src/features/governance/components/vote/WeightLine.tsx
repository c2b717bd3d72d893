import type { ReactNode } from 'react'
import { formatAmount } from '../../../../shared/format/index.ts'
import { Notice } from '../../../../shared/ui/index.ts'
import type { Weight } from '../../queries/useWeight.ts'

/** What a vote would count, as the governor said when it tried it. */
export function WeightLine({ weight }: { readonly weight: Weight }): ReactNode {
  if (weight.kind === 'refused')
    return <Notice title="This vote cannot be cast">{weight.message}</Notice>
  return weight.weight === 0n ? (
    <Notice title="This vote would weigh nothing">
      It is not sent, since it would change nothing.
    </Notice>
  ) : (
    <p>
      It would weigh <strong>{formatAmount(weight.weight)}</strong>.
    </p>
  )
}
