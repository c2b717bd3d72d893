import type { ReactNode } from 'react'
import { motionOf } from '../../catalogue/index.ts'
import type { DraftCall } from '../../drafts/draft.ts'
import { type FieldSpec, fieldsOf } from '../../drafts/fields.ts'
import { type BuiltCall, inputsOf } from '../../drafts/toCall.ts'
import { FieldInput } from './FieldInput.tsx'
import { LineageHelp } from './LineageHelp.tsx'

/** One call with its fields. @param number - its place, from 1 */
export function CallEditor({
  number,
  call,
  built,
  onChange,
}: {
  readonly number: number
  readonly call: DraftCall
  readonly built: BuiltCall | undefined
  readonly onChange: (call: DraftCall) => void
}): ReactNode {
  const errors = built?.kind === 'wrong' ? built.errors : {}
  const motion = call.kind === 'motion' ? motionOf(call.contract, call.function) : undefined
  const texts = call.kind === 'motion' ? call.fields : rawTexts(call)
  const set = (path: string, text: string): void =>
    onChange(
      call.kind === 'motion'
        ? { ...call, fields: { ...call.fields, [path]: text } }
        : { ...call, [path]: text },
    )
  return (
    <>
      <h3>
        {number}. {motion?.label ?? 'Any call'}
      </h3>
      {motion?.hint !== undefined && <p>{motion.hint}</p>}
      {call.kind === 'motion' && call.contract === 'lineage' && (
        <LineageHelp
          fields={call.fields}
          onFill={(fields) => onChange({ ...call, fields: { ...call.fields, ...fields } })}
        />
      )}
      {specsOf(call).map((field) => (
        <FieldInput
          key={field.path}
          field={field}
          text={texts[field.path] ?? ''}
          error={errors[field.path]}
          onChange={(text) => set(field.path, text)}
        />
      ))}
    </>
  )
}

const rawTexts = ({
  target,
  ether,
  data,
}: Extract<DraftCall, { kind: 'raw' }>): Readonly<Record<string, string>> => ({
  target,
  ether,
  data,
})

const rawSpecs: readonly FieldSpec[] = [
  { path: 'target', type: 'address', unit: undefined },
  { path: 'ether', type: 'uint256', unit: 'amount' },
  { path: 'data', type: 'bytes', unit: undefined },
]

const specsOf = (call: DraftCall): readonly FieldSpec[] =>
  call.kind === 'raw'
    ? rawSpecs
    : fieldsOf(
        inputsOf(call.contract, call.function),
        motionOf(call.contract, call.function)?.units,
      )
