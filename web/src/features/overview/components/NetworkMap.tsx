'use client'

import type { OperatorRow, RunRow } from '@vain/indexer'
import { type ReactNode, useState } from 'react'
import { formatCount } from '../../../shared/format/index.ts'
import { places } from '../../../shared/route/index.ts'
import { Cells, Loaded, Notice } from '../../../shared/ui/index.ts'
import { useRound } from '../../runs/index.ts'
import { useOperators } from '../queries/useNetwork.ts'
import { cellOf, type Group, groupsOf, standingOf } from '../standing.ts'
import { MapKey } from './MapKey.tsx'
import css from './NetworkMap.module.css'
import { OperatorFacts } from './OperatorFacts.tsx'

/**
 * Every operator, by its roles and by what it does in the newest round.
 *
 * @param run - whose newest round; undefined: there is none
 */
export function NetworkMap({ run }: { readonly run: RunRow | undefined }): ReactNode {
  return (
    <Loaded query={useOperators()} what="the operators">
      {(operators) =>
        operators.length === 0 ? (
          <Notice title="Nobody has registered yet">
            Operators register with stake and keys of their own.
          </Notice>
        ) : (
          <Operators operators={operators} run={run} />
        )
      }
    </Loaded>
  )
}

function Operators({
  operators,
  run,
}: {
  readonly operators: readonly OperatorRow[]
  readonly run: RunRow | undefined
}): ReactNode {
  const round = useRound(run?.run ?? 0, run?.round ?? 0).data
  const [shown, setShown] = useState<number>()
  // Until one is pointed at, the one whose turn it is.
  const operator = operators.find(({ index }) => index === (shown ?? run?.leader?.operator ?? 0))
  const cells = ({ operators: members }: Group) =>
    members.map((member) =>
      cellOf(member, standingOf(member, run, round), places.operator(member.index)),
    )
  return (
    <div className={css.network}>
      <div className={css.map}>
        {groupsOf(operators).map((group) => (
          <section key={group.name} className={css.group}>
            <h3>
              {group.name} <span className={css.count}>{formatCount(group.operators.length)}</span>
            </h3>
            <Cells label={group.name} cells={cells(group)} onPoint={setShown} />
          </section>
        ))}
        <MapKey />
      </div>
      <div className={css.facts}>
        {operator !== undefined && (
          <OperatorFacts
            key={operator.index}
            operator={operator}
            standing={standingOf(operator, run, round)}
          />
        )}
      </div>
    </div>
  )
}
