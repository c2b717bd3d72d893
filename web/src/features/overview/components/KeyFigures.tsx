'use client'

import type { OperatorRow, RunRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatAmount, formatCount, formatScore } from '../../../shared/format/index.ts'
import { type Figure, Figures, Time } from '../../../shared/ui/index.ts'
import { useHead, useOperators } from '../queries/useNetwork.ts'

/** The network in a few numbers. */
export function KeyFigures({ run }: { readonly run: RunRow | undefined }): ReactNode {
  const operators = useOperators().data
  const head = useHead().data
  const accuracy: Figure = {
    name: 'Accuracy',
    value: run?.evaluation === undefined ? '–' : formatScore(run.evaluation.accuracy),
    note: run?.evaluation && `model ${run.evaluation.version} of run ${run.run}`,
  }
  const block: Figure = {
    name: 'Block',
    value: head === undefined ? '–' : formatCount(head.block),
    note: head && <Time at={head.timestamp} />,
  }
  return <Figures figures={[...operatorFigures(operators), modelsOf(run), accuracy, block]} />
}

function modelsOf(run: RunRow | undefined): Figure {
  return {
    name: 'Models',
    value: run === undefined ? '–' : formatCount(run.version),
    note: run && `certified in ${formatCount(run.round)} rounds`,
  }
}

function operatorFigures(operators: readonly OperatorRow[] | undefined): readonly Figure[] {
  if (operators === undefined)
    return [
      { name: 'Operators', value: '–' },
      { name: 'Their stake', value: '–' },
    ]
  const active = operators.filter(({ isActive }) => isActive)
  const bonded = active.reduce((sum, operator) => sum + BigInt(operator.bonded), 0n)
  return [
    {
      name: 'Operators',
      value: formatCount(active.length),
      note: `of ${formatCount(operators.length)} registered`,
    },
    { name: 'Their stake', value: formatAmount(bonded), note: 'VAIN, of active operators' },
  ]
}
