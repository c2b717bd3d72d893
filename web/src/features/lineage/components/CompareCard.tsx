'use client'

import type { Lineage } from '@vain/indexer'
import { type ReactNode, useState } from 'react'
import { formatCount, formatNumber, formatShare } from '../../../shared/format/index.ts'
import { Button, Card, Field, Notice, Table } from '../../../shared/ui/index.ts'
import { sourceOf } from '../queries/sourceOf.ts'
import type { AskModels } from '../queries/useModels.ts'
import { useTask } from '../queries/useTask.ts'
import type { Comparison, ModelSource, RunSource } from '../worker/messages.ts'

type Compared = { readonly other: number; readonly comparison: Comparison }

/** How a model differs from another one of its run. */
export function CompareCard({
  ask,
  run,
  model,
  lineage,
  version,
}: {
  readonly ask: AskModels
  readonly run: RunSource
  readonly model: ModelSource
  readonly lineage: Lineage
  readonly version: number
}): ReactNode {
  const task = useTask<Compared>()
  const others = [...lineage.rows.map((row) => row.version), 0].filter((one) => one !== version)
  const parent = lineage.rows.find((row) => row.version === version)?.parent
  const [other, setOther] = useState(parent ?? others[0] ?? 0)
  const compare = async (): Promise<Compared> => {
    const answer = await ask({
      ...{ kind: 'compare', run, model: sourceOf(lineage, other) ?? model, other: model },
    })
    if (answer.kind !== 'comparison') throw new Error('There was no comparison.')
    return { other, comparison: answer.comparison }
  }
  if (others.length === 0) return null
  return (
    <Card title="Compare">
      <Field label="With">
        {(props) => (
          <select
            {...props}
            value={other}
            onChange={(event) => setOther(Number(event.target.value))}
          >
            {others.map((one) => (
              <option key={one} value={one}>
                {nameOf(one)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Button busy={task.isBusy} onClick={() => task.start(compare)}>
        Compare
      </Button>
      {task.error !== undefined && <Notice tone="bad" title={task.error} />}
      {task.value && <Differences lineage={lineage} version={version} {...task.value} />}
    </Card>
  )
}

const nameOf = (version: number): string => (version === 0 ? 'First model' : `Version ${version}`)

function Differences({
  lineage,
  version,
  other,
  comparison: { parameters, norms, most },
}: Compared & { readonly lineage: Lineage; readonly version: number }): ReactNode {
  const [before, after] = [other, version].map(
    (one) => lineage.rows.find((row) => row.version === one)?.evaluation,
  )
  return (
    <>
      <Table
        caption="Two models"
        head={['', nameOf(other), nameOf(version)]}
        numbers={[nameOf(other), nameOf(version)]}
      >
        <tr>
          <th scope="row">Norm of the parameters</th>
          <td>{formatNumber(norms[0])}</td>
          <td>{formatNumber(norms[1])}</td>
        </tr>
        <tr>
          <th scope="row">Accuracy</th>
          <td>{before === undefined ? '–' : formatShare(before.accuracy)}</td>
          <td>{after === undefined ? '–' : formatShare(after.accuracy)}</td>
        </tr>
        <tr>
          <th scope="row">Loss</th>
          <td>{before === undefined ? '–' : formatNumber(before.loss)}</td>
          <td>{after === undefined ? '–' : formatNumber(after.loss)}</td>
        </tr>
      </Table>
      <p>
        The difference has a norm of <strong>{formatNumber(norms[2])}</strong> over{' '}
        {formatCount(parameters)} parameters; most differs parameter {formatCount(most.index)}, by{' '}
        {formatNumber(most.by)}. Both models were checked against their roots.
      </p>
    </>
  )
}
