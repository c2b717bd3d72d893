'use client'

import { type ReactNode, useState } from 'react'
import { Button, Card, Notice } from '../../../shared/ui/index.ts'
import { exampleDigits } from '../queries/exampleDigits.ts'
import { renderDigit, type Stroke } from '../queries/renderDigit.ts'
import type { AskModels } from '../queries/useModels.ts'
import { useTask } from '../queries/useTask.ts'
import type { ModelSource, RunSource } from '../worker/messages.ts'
import { DigitPad } from './DigitPad.tsx'
import { Shares } from './Shares.tsx'
import css from './TryCard.module.css'

type Tried = { readonly shares: readonly number[]; readonly seconds: number }

/** Lets a person try a model that reads digits. */
export function TryCard({
  ask,
  run,
  model,
}: {
  readonly ask: AskModels
  readonly run: RunSource
  readonly model: ModelSource
}): ReactNode {
  const [strokes, setStrokes] = useState<readonly Stroke[]>([])
  const task = useTask<Tried>()
  const tell = (drawn: readonly Stroke[]): void =>
    task.start(async () => {
      const answer = await ask({ kind: 'try', run, model, digit: renderDigit(drawn) })
      if (answer.kind !== 'shares') throw new Error('There was no answer.')
      return answer
    })
  const show = (drawn: readonly Stroke[]): void => {
    setStrokes(drawn)
    tell(drawn)
  }
  return (
    <Card title="Try the model">
      <p>
        Draw a digit. Your browser fetches the model, checks it, and runs the program that the
        network’s validators evaluate with; nothing that you draw leaves it.
      </p>
      <div className={css.both}>
        <div className={css.draw}>
          <DigitPad strokes={strokes} onChange={setStrokes} onDrawn={tell} />
          <fieldset className={css.examples}>
            <legend>Examples</legend>
            {exampleDigits.map((drawn, digit) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is the digit
              <Button key={digit} label={`Example of a ${digit}`} onClick={() => show(drawn)}>
                {digit}
              </Button>
            ))}
          </fieldset>
          <Button disabled={strokes.length === 0} onClick={() => setStrokes([])}>
            Clear
          </Button>
        </div>
        <div className={css.told} aria-busy={task.isBusy}>
          {task.error !== undefined ? (
            <Notice tone="warn" title="The model could not be tried">
              {task.error} It may be one that does not read digits of 28 × 28 pixels.
            </Notice>
          ) : (
            <Shares
              shares={strokes.length === 0 ? undefined : task.value?.shares}
              isBusy={task.isBusy}
            />
          )}
        </div>
      </div>
    </Card>
  )
}
