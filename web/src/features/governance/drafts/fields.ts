import type { AbiParameter } from '../../../shared/chain/ethereum/index.ts'
import type { Unit } from '../catalogue/index.ts'
import { parseField } from './parseField.ts'
import { textOf } from './textOf.ts'

/** One value that a function takes. */
export type FieldSpec = {
  /** `version.model.root`. */
  readonly path: string
  /** Of the ABI, such as `uint32` or `bytes32[]`. */
  readonly type: string
  readonly unit: Unit | undefined
}

type Units = Readonly<Record<string, Unit>>

/** All fields of a function, those of structs among them, in order. */
export function fieldsOf(
  inputs: readonly AbiParameter[],
  units: Units = {},
  prefix = '',
): readonly FieldSpec[] {
  return inputs.flatMap((input, i) => {
    const path = `${prefix}${input.name || i}`
    return input.type === 'tuple' && 'components' in input
      ? fieldsOf(input.components, units, `${path}.`)
      : [{ path, type: input.type, unit: units[path] }]
  })
}

/** Arguments of a function, or what is wrong with its fields, by their paths. */
export type ReadFields =
  | { readonly kind: 'read'; readonly args: readonly unknown[] }
  | { readonly kind: 'wrong'; readonly errors: Readonly<Record<string, string>> }

/** Reads what stands in the fields of a function. */
export function readFields(
  inputs: readonly AbiParameter[],
  units: Units | undefined,
  texts: Readonly<Record<string, string>>,
): ReadFields {
  const errors: Record<string, string> = {}
  const values: Record<string, unknown> = {}
  for (const field of fieldsOf(inputs, units)) {
    const read = parseField(texts[field.path] ?? '', field)
    if ('error' in read) errors[field.path] = read.error
    else values[field.path] = read.value
  }
  return Object.keys(errors).length > 0
    ? { kind: 'wrong', errors }
    : { kind: 'read', args: gather(inputs, values) }
}

function gather(
  inputs: readonly AbiParameter[],
  values: Readonly<Record<string, unknown>>,
  prefix = '',
): readonly unknown[] {
  return inputs.map((input, i) => {
    const path = `${prefix}${input.name || i}`
    if (input.type !== 'tuple' || !('components' in input)) return values[path]
    const { components } = input
    const parts = gather(components, values, `${path}.`)
    return Object.fromEntries(components.map(({ name }, at) => [name || at, parts[at]]))
  })
}

/** What would stand in the fields of a function for these arguments. */
export function writeFields(
  inputs: readonly AbiParameter[],
  units: Units | undefined,
  args: readonly unknown[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fieldsOf(inputs, units).map((field) => {
      const names = field.path.split('.')
      const first = inputs.findIndex((input, i) => (input.name || `${i}`) === names[0])
      const value = names
        .slice(1)
        .reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], args[first])
      return [field.path, textOf(value, field.unit)]
    }),
  )
}
