import type { ReactNode } from 'react'
import { Button, Card } from '../../../../shared/ui/index.ts'
import { type Draft, type DraftCall, maxCalls } from '../../drafts/draft.ts'
import type { BuiltCall } from '../../drafts/toCall.ts'
import { AddCall } from './AddCall.tsx'
import css from './Builder.module.css'
import { CallEditor } from './CallEditor.tsx'
import { ImportCalldata } from './ImportCalldata.tsx'

/** The calls of a draft, in the order in which they are done. @param built - what came of each */
export function CallsEditor({
  draft,
  built,
  onChange,
}: {
  readonly draft: Draft
  readonly built: readonly BuiltCall[]
  readonly onChange: (draft: Draft) => void
}): ReactNode {
  const { calls } = draft
  const change = (next: readonly DraftCall[]): void => onChange({ ...draft, calls: next })
  return (
    <Card title="What shall be done">
      <ol className={css.list}>
        {calls.map((call, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: calls are told apart by their places
          <li key={i} className={css.call}>
            <CallEditor
              number={i + 1}
              call={call}
              built={built[i]}
              onChange={(next) => change(calls.with(i, next))}
            />
            <div className={css.row}>
              <Button onClick={() => change(calls.toSpliced(i, 1))}>Remove call {i + 1}</Button>
              {i > 0 && (
                <Button onClick={() => change(calls.with(i, at(calls, i - 1)).with(i - 1, call))}>
                  Do it before call {i}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ol>
      {calls.length < maxCalls && <AddCall onAdd={(call) => change([...calls, call])} />}
      <ImportCalldata onImport={(found) => onChange({ ...found, id: draft.id })} />
    </Card>
  )
}

const at = (calls: readonly DraftCall[], place: number): DraftCall => calls[place] as DraftCall
