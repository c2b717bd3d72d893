import type { RoundDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatCount } from '../../../shared/format/index.ts'
import { places } from '../../../shared/route/index.ts'
import { type Cell, Cells } from '../../../shared/ui/index.ts'

/** Who was in a round, and whose update is in its sum. */
export function Members({ round }: { readonly round: RoundDetail }): ReactNode {
  const { roster, survivors, threshold } = round
  const forced = roster.filter(({ wasForced }) => wasForced).length
  return (
    <>
      <p>
        {survivors === undefined
          ? `${formatCount(roster.length)} members; whose updates are summed is not fixed.`
          : `${formatCount(survivors)} of ${formatCount(roster.length)} members are in the sum.`}{' '}
        At least {formatCount(threshold)} have to be.
        {forced > 0 && ` ${forced} forced their way in.`}
      </p>
      <Cells label={`Members of round ${round.round}`} cells={roster.map(cellOf)} />
    </>
  )
}

function cellOf({ operator, survived, wasForced }: RoundDetail['roster'][number]): Cell {
  const words = survived === undefined ? 'not fixed yet' : survived ? 'in the sum' : 'dropped'
  return {
    id: operator,
    name: `${operator}`,
    href: places.operator(operator),
    label: `Operator ${operator}: ${words}${wasForced ? ', forced its way in' : ''}`,
    tone: survived === undefined ? 'info' : survived ? 'good' : 'warn',
    isMarked: wasForced,
  }
}
