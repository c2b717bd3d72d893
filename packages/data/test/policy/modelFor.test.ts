import { expect } from 'chai'
import { modelFor, readSourcePolicy } from '../../src/index.ts'
import type { Schema } from '../../src/policy/policy.ts'
import { clinicPolicy, clinicSchema, imageSchema, textsSchema } from '../clinic.ts'
import { errorOf } from '../errorOf.ts'

describe('modelFor', () => {
  it('default: a model that suits the schema', () => {
    expect(modelFor(clinicPolicy).name).to.equal('tabular:features=8,classes=2')
    const text = { kind: 'text', alphabet: 'abcd', length: 16 } as const
    const { name } = modelFor({ ...clinicPolicy, schema: text })
    expect(name).to.equal('character-gpt:context=16,vocabulary=4')
  })

  it('default: a model for targets, one for images and one for texts', () => {
    const label = { name: 'stay', type: 'number', min: 0, max: 90 } as const
    const nameFor = (schema: Schema, name?: string) =>
      modelFor({ ...clinicPolicy, schema }, name).name
    const table = { ...clinicSchema, label }
    expect(nameFor(table)).to.equal('regression:features=8')
    expect(nameFor(table, 'regression:tolerance=1')).to.equal('regression:features=8,tolerance=1')
    const square = { ...imageSchema, width: 16, height: 16 }
    expect(nameFor(square)).to.equal('image-cnn:side=16,channels=3,classes=2')
    const words = 'text-classifier:context=8,vocabulary=1000,classes=2'
    expect(nameFor(textsSchema)).to.equal(words)
    const bytes = { ...textsSchema, tokens: 'bytes' } as const
    expect(nameFor(bytes)).to.equal('text-classifier:context=8,vocabulary=257,classes=2')
  })

  it('error: images that are no squares, which no model takes', async () => {
    const oblong = { ...imageSchema, width: 20, height: 16 }
    const error = await errorOf(() => modelFor({ ...clinicPolicy, schema: oblong }))
    expect(error).to.have.property('code', 'data/other-model')
    expect(error.context).to.have.property('wayOut').that.includes('squares')
  })

  it('error: fewer tokens than the policy has', async () => {
    const policy = { ...clinicPolicy, schema: textsSchema }
    const error = await errorOf(() => modelFor(policy, 'text-classifier:vocabulary=100'))
    expect(error).to.have.property('code', 'data/other-model')
    expect(error.message).to.equal('the examples have vocabulary=1000, and not vocabulary=100')
  })

  it('behavior: the policy completes the sizes; other models stay as they are', () => {
    const { name } = modelFor(clinicPolicy, 'tabular:hidden=8', { batchSize: 4 })
    expect(name).to.equal('tabular:features=8,classes=2,hidden=8')
    expect(modelFor(readSourcePolicy('mnist'), 'mnist-mlp').name).to.equal('mnist-mlp')
  })

  it('error: a model of other examples', async () => {
    for (const name of ['mnist-cnn', 'tabular:features=9', 'tabular:classes=3'])
      expect(await errorOf(() => modelFor(clinicPolicy, name))).to.have.property(
        'code',
        'data/other-model',
      )
  })
})
