import { VainError } from '@vain/base'
import { sizeOf } from '../graph/tensor.ts'
import type { Architecture } from './architecture.ts'
import { characterGpt } from './characterGpt.ts'
import { characterGru } from './characterGru.ts'
import type { Family, Size } from './family.ts'
import { imageCnn } from './imageCnn.ts'
import { mnistCnn } from './mnistCnn.ts'
import { mnistMlp } from './mnistMlp.ts'
import { policy } from './policy.ts'
import { regression } from './regression.ts'
import { tabular } from './tabular.ts'
import { textClassifier } from './textClassifier.ts'

/** Name of a kind of models that this package can build. */
export type ModelName =
  | 'mnist-cnn'
  | 'mnist-mlp'
  | 'image-cnn'
  | 'tabular'
  | 'regression'
  | 'character-gpt'
  | 'character-gru'
  | 'text-classifier'
  | 'policy'

const families: Readonly<Record<ModelName, Family>> = {
  'mnist-cnn': mnistCnn,
  'mnist-mlp': mnistMlp,
  'image-cnn': imageCnn,
  tabular,
  regression,
  'character-gpt': characterGpt,
  'character-gru': characterGru,
  'text-classifier': textClassifier,
  policy,
}

/** All kinds of models. */
export const modelNames: readonly ModelName[] = Object.keys(families) as ModelName[]

/** A quarter of a gigabyte of `float32`. */
const mostParameters = 2 ** 26

/** Number of parameters of a model. */
export function countParameters({ parameters }: Architecture): number {
  return parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
}

function badSize(reason: string, context: object): never {
  throw new VainError('learn/bad-model-size', reason, context)
}

const sizesOf = (known: Readonly<Record<string, Size>>): string =>
  `its sizes are ${Object.keys(known).join(', ') || 'none'}, each as name=number`

function parseSizes(text: string, known: Readonly<Record<string, Size>>): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const part of text === '' ? [] : text.split(',')) {
    const [, name = '', digits = ''] = /^([a-zA-Z]+)=([1-9]\d{0,8}|0)$/.exec(part) ?? []
    if (!Object.hasOwn(known, name) || sizes.has(name))
      badSize(`the model has no such size, or it is told twice; ${sizesOf(known)}`, {
        part,
        known: Object.keys(known),
      })
    sizes.set(name, Number(digits))
  }
  return sizes
}

function chooseSize(name: string, { least, greatest, usual }: Size, told: number | undefined) {
  const value = told ?? usual
  if (value === undefined || value < least || value > greatest)
    badSize(`${name} is ${value ?? 'not told'}, no whole number ${least} … ${greatest}`, {
      [name]: value,
    })
  return value
}

/** A model's architecture and its name, which is the same for the same sizes. */
export type NamedArchitecture = { readonly name: string; readonly architecture: Architecture }

/**
 * Reads the name of a model: its kind and, after a colon, the sizes that are not as usual, as in
 * `character-gpt:width=128,layers=4`.
 *
 * @throws {VainError} `learn/unknown-model`, `learn/bad-model-size`
 */
export function parseModelName(text: string): NamedArchitecture {
  const colon = text.indexOf(':')
  const kind = colon < 0 ? text : text.slice(0, colon)
  const known = modelNames.find((modelName) => modelName === kind)
  if (known === undefined)
    throw new VainError(
      'learn/unknown-model',
      `no model has this name; there are ${modelNames.join(', ')}`,
      { name: kind, modelNames },
    )
  const { sizes: ranges, create } = families[known]
  const told = parseSizes(colon < 0 ? '' : text.slice(colon + 1), ranges)
  const sizes = Object.entries(ranges).map(
    ([name, range]) => [name, chooseSize(name, range, told.get(name))] as const,
  )
  const architecture = create(Object.fromEntries(sizes))
  const parameters = countParameters(architecture)
  if (parameters > mostParameters)
    badSize(`the model has ${parameters} parameters, more than ${mostParameters}`, {
      parameters,
      mostParameters,
    })
  const unusual = sizes.filter(([name, size]) => size !== ranges[name]?.usual)
  const suffix = unusual.map(([name, size]) => `${name}=${size}`).join(',')
  return { name: suffix === '' ? known : `${known}:${suffix}`, architecture }
}
