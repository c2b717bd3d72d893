'use client'

import { type ReactNode, useId, useState } from 'react'
import { Field } from '../../../shared/ui/index.ts'
import { type Choice, parseRounds } from '../worker/chooseRounds.ts'
import css from './ChoiceForm.module.css'

const kinds = [
  ['all', 'Everything: each round from the model that the one before it led to'],
  ['drawn', 'Some rounds that are drawn now: nobody knows beforehand which'],
  ['named', 'Rounds that I name'],
] as const

type Kind = (typeof kinds)[number][0]

function choiceOf(kind: Kind, text: string): Choice | undefined {
  if (kind === 'all') return { kind }
  const rounds = parseRounds(text)
  if (rounds === undefined) return undefined
  if (kind === 'named') return { kind, rounds }
  const [count = 0] = rounds
  return rounds.length === 1 && count <= 1_000 ? { kind, count } : undefined
}

/**
 * How much is verified.
 *
 * @param onChange - gets the choice, or undefined while what is written means none
 */
export function ChoiceForm({
  onChange,
}: {
  readonly onChange: (choice: Choice | undefined) => void
}): ReactNode {
  const name = useId()
  const [kind, setKind] = useState<Kind>('all')
  const [text, setText] = useState('3')
  const change = (nextKind: Kind, nextText: string): void => {
    setKind(nextKind)
    setText(nextText)
    onChange(choiceOf(nextKind, nextText))
  }
  const isWrong = choiceOf(kind, text) === undefined
  return (
    <>
      <fieldset className={css.choices}>
        <legend>How much</legend>
        {kinds.map(([value, label]) => (
          <label key={value} className={css.choice}>
            <input
              type="radio"
              name={name}
              checked={kind === value}
              onChange={() => change(value, text)}
            />
            {label}
          </label>
        ))}
      </fieldset>
      {kind !== 'all' && (
        <Field
          label={kind === 'drawn' ? 'How many rounds' : 'Rounds'}
          hint={kind === 'drawn' ? undefined : 'Numbers with commas between them: 3, 5'}
          error={isWrong ? 'Write whole numbers from 1 on.' : undefined}
        >
          {(props) => (
            <input
              {...props}
              inputMode="numeric"
              value={text}
              onChange={(event) => change(kind, event.target.value)}
            />
          )}
        </Field>
      )}
    </>
  )
}
