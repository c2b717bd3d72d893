import { fromText } from '@vain/base'
import type { Model } from '../../src/models/createModel.ts'
import type { ModelName } from '../../src/models/modelName.ts'
import { createDraws } from '../../src/random/draws.ts'

/** A small model of each kind. */
export const samples: Readonly<Record<ModelName, string>> = {
  'mnist-cnn': 'mnist-cnn',
  'mnist-mlp': 'mnist-mlp',
  'image-cnn': 'image-cnn:side=16,channels=2,classes=4,filters=2,moreFilters=3,hidden=5',
  tabular: 'tabular:features=5,classes=3,hidden=4',
  regression: 'regression:features=5,hidden=4,tolerance=20',
  'character-gpt': 'character-gpt:context=6,vocabulary=11,width=8,heads=2',
  'character-gru': 'character-gru:context=5,vocabulary=7,width=3,hidden=4',
  'text-classifier': 'text-classifier:context=5,vocabulary=9,classes=4,width=3',
  policy: 'policy:features=4,actions=3,hidden=5,layers=1',
}

/** Examples that a model takes, in flat arrays. */
export function drawExamples(model: Model, count: number): { x: number[]; y: number[] } {
  const draws = createDraws('test', fromText(model.name))
  const many = (size: number, draw: () => number) => Array.from({ length: size }, draw)
  return {
    x: many(count * model.inputSize, () =>
      model.inputType === 'int32' ? draws.below(model.classes) : Math.fround(draws.unit()),
    ),
    y: many(count * model.labelSize, () => draws.below(model.classes)),
  }
}
