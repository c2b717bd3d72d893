import type { Column, DataPolicy, Schema } from './policy.ts'

/** Sizes of what examples become: a model of a run must have the same. */
type Features = {
  /** Numbers, or tokens, of an example. */
  readonly inputSize: number
  readonly classes: number
  readonly inputType: 'float32' | 'int32'
}

/** Names of the numbers that a column becomes, in order. */
export function featureNames(column: Column): string[] {
  const { name, type } = column
  if (type === 'category') return column.values.map((value) => `${name}=${value}`)
  return column.missing === 'allowed' ? [name, `${name} is missing`] : [name]
}

function widthOf(schema: Schema): number {
  switch (schema.kind) {
    case 'table':
      return schema.columns.reduce((sum, column) => sum + featureNames(column).length, 0)
    case 'images':
      return schema.width * schema.height * schema.channels
    case 'text':
      return schema.length
  }
}

/** Names of the classes; for text the characters. */
export function classNames({ schema }: DataPolicy): readonly string[] {
  if (schema.kind === 'table') return schema.label.values
  return schema.kind === 'images' ? schema.classes : [...schema.alphabet]
}

/** What the examples of a policy become. */
export function featuresOf(policy: DataPolicy): Features {
  return {
    inputSize: widthOf(policy.schema),
    classes: classNames(policy).length,
    inputType: policy.schema.kind === 'text' ? 'int32' : 'float32',
  }
}
