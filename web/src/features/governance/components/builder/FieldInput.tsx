import type { ReactNode } from 'react'
import { Field } from '../../../../shared/ui/index.ts'
import { offences, operatorRoles } from '../../catalogue/index.ts'
import type { FieldSpec } from '../../drafts/fields.ts'

/** One field of a call. What is wrong is said once something stands in it. */
export function FieldInput({
  field,
  text,
  error,
  onChange,
}: {
  readonly field: FieldSpec
  readonly text: string
  readonly error: string | undefined
  readonly onChange: (text: string) => void
}): ReactNode {
  const choices = choicesOf(field)
  const isLong = /\[\]$|^(?:bytes|string)$/.test(field.type)
  return (
    <Field label={labelOf(field.path)} hint={hintOf(field)} error={text === '' ? undefined : error}>
      {(props) => {
        if (choices !== undefined)
          return (
            <select {...props} value={text} onChange={(event) => onChange(event.target.value)}>
              <option value="">choose</option>
              {Object.entries(choices).map(([value, name]) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          )
        const common = { ...props, value: text, spellCheck: false }
        return isLong ? (
          <textarea {...common} rows={3} onChange={(event) => onChange(event.target.value)} />
        ) : (
          <input {...common} onChange={(event) => onChange(event.target.value)} />
        )
      }}
    </Field>
  )
}

function choicesOf({ type, unit }: FieldSpec): Readonly<Record<string, string>> | undefined {
  if (unit === 'offence') return offences
  if (unit === 'role') return operatorRoles
  return type === 'bool' ? { true: 'yes', false: 'no' } : undefined
}

/** `params.minMembers` as `Params: min members`. */
function labelOf(path: string): string {
  const words = path
    .replace(/_$/, '')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')
    .replaceAll('.', ': ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function hintOf({ type, unit }: FieldSpec): string | undefined {
  switch (unit) {
    case 'amount':
      return 'In whole tokens or ether, such as 1.5.'
    case 'bps':
      return 'In per cent, such as 2.5.'
    case 'seconds':
      return 'In seconds, or with m, h or d behind: 90, 5m, 2h, 3d.'
    case undefined:
      return type === 'bool' || type === 'string' ? undefined : hintOfType(type)
    default:
      return undefined
  }
}

const hintOfType = (type: string): string =>
  type.endsWith('[]') ? `${type.slice(0, -2)}, one on each line.` : `${type}.`
