import { VainError } from '@vain/base'
import { createModel, type Model, type ModelOptions } from '@vain/learn'
import { byteTokens } from '../table/tokens.ts'
import { featuresOf } from './features.ts'
import { type DataPolicy, isTarget, type Schema } from './policy.ts'

type Suited = { readonly kind: string; readonly sizes: Readonly<Record<string, number>> }

/** The kind of model that is there for a schema, with the sizes that the schema decides. */
function suitedTo(schema: Schema, { inputSize, classes }: ReturnType<typeof featuresOf>): Suited {
  switch (schema.kind) {
    case 'table':
      return isTarget(schema.label)
        ? { kind: 'regression', sizes: { features: inputSize } }
        : { kind: 'tabular', sizes: { features: inputSize, classes } }
    case 'texts': {
      const vocabulary = schema.tokens === 'bytes' ? byteTokens : schema.tokens.words
      return { kind: 'text-classifier', sizes: { context: inputSize, vocabulary, classes } }
    }
    case 'images':
      return {
        kind: 'image-cnn',
        sizes: { side: schema.height, channels: schema.channels, classes },
      }
    case 'text':
      return { kind: 'character-gpt', sizes: { context: inputSize, vocabulary: classes } }
  }
}

/**
 * A name with the sizes that are not told in it.
 *
 * @throws {VainError} `data/other-model` if one is told that the policy decides otherwise
 */
function complete(name: string, { kind, sizes }: Suited): string {
  const [asked, told = ''] = name.split(':')
  if (asked !== kind) return name
  const parts = told === '' ? [] : told.split(',')
  const decided = Object.entries(sizes).map(([size, value]) => `${size}=${value}`)
  const isOf = (part: string, other: string) => part.split('=')[0] === other.split('=')[0]
  for (const part of parts) {
    const wanted = decided.find((other) => isOf(part, other))
    if (wanted !== undefined && wanted !== part)
      throw new VainError('data/other-model', `the examples have ${wanted}, and not ${part}`, {
        ...{ name, sizes },
        wayOut: `Leave ${part.split('=')[0]} out: the policy decides it.`,
      })
  }
  const rest = decided.filter((other) => !parts.some((part) => isOf(part, other)))
  return `${kind}:${[...parts, ...rest].join(',')}`
}

function wayOutOf(schema: Schema, features: ReturnType<typeof featuresOf>): string {
  if (schema.kind === 'images' && schema.width !== schema.height)
    return 'Agree on squares, with "otherSizes": "scale" in the policy if the images are none.'
  return `Name ${suitedTo(schema, features).kind}, or leave the model out.`
}

/** @throws {VainError} `data/other-model` unless a model takes the examples of a policy */
export function assertTakes(model: Model, policy: DataPolicy): void {
  const features = featuresOf(policy)
  const { inputSize, inputType, classes } = model
  if (
    inputSize !== features.inputSize ||
    inputType !== features.inputType ||
    classes !== features.classes
  )
    throw new VainError('data/other-model', `${model.name} takes other examples`, {
      ...{ model: { inputSize, inputType, classes }, examples: features },
      wayOut: wayOutOf(policy.schema, features),
    })
}

/**
 * A model for the examples of a policy.
 *
 * @param name - as `createModel` takes it; sizes that the policy decides may be left out. Without a
 *   name: a tabular net, one for regression, a small convolutional net, a character GPT or a text
 *   classifier, as the schema is
 * @throws {VainError} `data/other-model` if the model takes other examples, and what `createModel`
 *   throws
 */
export function modelFor(policy: DataPolicy, name?: string, options?: ModelOptions): Model {
  const features = featuresOf(policy)
  const suited = suitedTo(policy.schema, features)
  const model = createModel(complete(name ?? suited.kind, suited), options)
  assertTakes(model, policy)
  return model
}
