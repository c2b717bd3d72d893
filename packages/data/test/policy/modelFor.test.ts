import { expect } from 'chai'
import { modelFor, readSourcePolicy } from '../../src/index.ts'
import { clinicPolicy } from '../clinic.ts'
import { errorOf } from '../errorOf.ts'

describe('modelFor', () => {
  it('default: a model that suits the schema', () => {
    expect(modelFor(clinicPolicy).name).to.equal('tabular:features=8,classes=2')
    const text = { kind: 'text', alphabet: 'abcd', length: 16 } as const
    const { name } = modelFor({ ...clinicPolicy, schema: text })
    expect(name).to.equal('character-gpt:context=16,vocabulary=4')
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
