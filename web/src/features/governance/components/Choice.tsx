'use client'

import { type ReactNode, useId } from 'react'
import css from './Choice.module.css'

/**
 * One of a few.
 *
 * @param options - values with their names
 */
export function Choice<Value extends string>({
  legend,
  value,
  onChange,
  options,
}: {
  readonly legend: string
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly options: readonly (readonly [Value, string])[]
}): ReactNode {
  const name = useId()
  return (
    <fieldset className={css.choice}>
      <legend className={css.legend}>{legend}</legend>
      {options.map(([option, text]) => (
        <label key={option} className={css.option}>
          <input
            type="radio"
            name={name}
            value={option}
            checked={option === value}
            onChange={() => onChange(option)}
          />
          {text}
        </label>
      ))}
    </fieldset>
  )
}
