import { expect } from 'chai'
import { countParameters, modelNames, parseModelName } from '../../src/models/modelName.ts'
import { samples } from './samples.ts'

describe('parseModelName', () => {
  it('default: a kind alone has its usual sizes', () => {
    const { name, architecture } = parseModelName('character-gpt')
    expect(name).to.equal('character-gpt')
    expect(architecture).to.include({ inputSize: 64, labelSize: 64, classes: 96 })
    // Embeddings, two blocks, the last norm and the output layer.
    const block = 4 * (64 * 64 + 64) + 4 * 64 + 2 * 4 * 64 * 64 + 5 * 64
    expect(countParameters(architecture)).to.equal(
      (96 + 64) * 64 + 2 * block + 2 * 64 + 64 * 96 + 96,
    )
  })

  it('behavior: the name is the same for the same sizes, in whatever order they are told', () => {
    const { name } = parseModelName('tabular:hidden=8,classes=3,layers=2,features=4')
    expect(name).to.equal('tabular:features=4,classes=3,hidden=8')
    for (const kind of modelNames) {
      const once = parseModelName(samples[kind])
      expect(parseModelName(once.name).name).to.equal(once.name)
    }
  })

  it('error: a name that is none', () => {
    for (const name of ['', 'resnet', 'toString', ':', 'Tabular:features=1,classes=2'])
      expect(() => parseModelName(name))
        .to.throw()
        .with.property('code', 'learn/unknown-model')
  })

  const refused = {
    'a size that is missing': 'tabular:features=4',
    'a size that the kind does not have': 'mnist-mlp:hidden=48',
    'a size that is told twice': 'tabular:features=4,features=4,classes=2',
    'a size of Object': 'tabular:features=4,classes=2,constructor=1',
    'a size out of range': 'tabular:features=4,classes=1',
    'a size that is no number': 'tabular:features=4,classes=0x2',
    'no size at all': 'tabular:',
    'sizes that do not go together': 'character-gpt:width=10,heads=4',
    'an image that does not halve twice': 'image-cnn:side=30,classes=2',
    'too many parameters': 'character-gpt:vocabulary=65536,width=1024',
  }
  for (const [reason, name] of Object.entries(refused))
    it(`error: ${reason}`, () => {
      expect(() => parseModelName(name))
        .to.throw()
        .with.property('code', 'learn/bad-model-size')
    })

  it('error: what is wrong is told with its numbers', () => {
    for (const [name, told] of [
      ['tabular:features=4', 'classes is not told'],
      ['tabular:features=4,classes=1', 'classes is 1, no whole number 2 … 65536'],
      ['character-gpt:width=10,heads=4', '4 heads do not divide a width of 10'],
      ['image-cnn:side=30,classes=2', 'the side of an image, 30, is no multiple of 4'],
      ['character-gpt:vocabulary=65536,width=1024', /has \d{9,} parameters, more than 67108864/],
    ] as const)
      expect(() => parseModelName(name)).to.throw(told)
  })
})
