import { targetLevels } from '@vain/learn'
import { type Column, type DataPolicy, isTarget, type Schema, type Target } from './policy.ts'

/** Sizes of what examples become: a model of a run must have the same. */
type Features = {
  /** Numbers, or tokens, of an example. */
  readonly inputSize: number
  /** Labels are whole numbers below it. */
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
    case 'texts':
      return schema.length
  }
}

/** The number that is to be told of each example; undefined where it is a class. */
export function targetOf({ schema }: DataPolicy): Target | undefined {
  return schema.kind === 'table' && isTarget(schema.label) ? schema.label : undefined
}

/** Names of the classes; for text the characters, and none where numbers are to be told. */
export function classNames({ schema }: DataPolicy): readonly string[] {
  switch (schema.kind) {
    case 'table':
      return isTarget(schema.label) ? [] : schema.label.values
    case 'texts':
      return schema.label.values
    case 'images':
      return schema.classes
    case 'text':
      return [...schema.alphabet]
  }
}

/** What the examples of a policy become. */
export function featuresOf(policy: DataPolicy): Features {
  const { kind } = policy.schema
  return {
    inputSize: widthOf(policy.schema),
    classes: targetOf(policy) === undefined ? classNames(policy).length : targetLevels,
    inputType: kind === 'text' || kind === 'texts' ? 'int32' : 'float32',
  }
}
