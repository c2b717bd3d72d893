import { fromText, toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { expect } from 'chai'
import { createModel, modelNames } from '../../src/models/createModel.ts'
import { readOperators } from '../readOperators.ts'
import { loadGraph } from '../runGraph.ts'

const hashOf = (bytes: Uint8Array): string => toHex(sha256(bytes))

/** SHA-256 of the programs at the default batch sizes, and of the first parameters of one seed. */
const golden = {
  'mnist-cnn': {
    parameters: 34_622,
    train: '0x79bd3fadae927a7b7a497e32ddb28ae0d637cb2638e81ab25f51ceba9b4d615e',
    privateTrain: '0x158f33c7eb28f96f8458b391be1ea04f60442d3a57c25b81fd068c2e27f044a5',
    evaluate: '0x975bd8d4a45bc8239098e97675a68be1c492ee410af18633877e1581b20191a9',
    initial: '0x7fac4a22c1038f262a2af97f48a1f2ac76d17c9c4e75699b535424fc7c14c2c3',
  },
  'mnist-mlp': {
    parameters: 38_170,
    train: '0xa4efe98e3197b315baab9e94ea8126d02b6048655d1aafc46351242a186ec4e6',
    privateTrain: '0x4f9dfa3b8859ae5966e8c0e7570337ca7385c3d1b4ee767934ae24d35be4c4ba',
    evaluate: '0xa6ba658f2fd1b186d1dea63ddc673a057498ec0c841b01f439cc18d64da33829',
    initial: '0xc126df82e07be2f61fc6d3b5b1c35c8295b5d6f936b900722c45016b9d5a00e0',
  },
}

describe('createModel', () => {
  for (const name of modelNames) {
    const model = createModel(name)

    it(`vector: ${name} has the bytes that runs name by their hash`, () => {
      const initial = model.initialise(fromText('genesis'))
      expect({
        parameters: model.parameters,
        train: hashOf(model.train),
        privateTrain: hashOf(model.privateTrain),
        evaluate: hashOf(model.evaluate),
        initial: hashOf(new Uint8Array(initial.buffer)),
      }).to.deep.equal(golden[name])
    })

    it(`behavior: ${name} is built alike twice and differs by batch size`, () => {
      expect(createModel(name).train).to.deep.equal(model.train)
      expect(createModel(name, { batchSize: 31 }).train).not.to.deep.equal(model.train)
      expect(createModel(name, { batchSize: 31 }).evaluate).to.deep.equal(model.evaluate)
    })

    it(`behavior: ${name} starts bounded, centred and by its seed`, () => {
      const initial = model.initialise(fromText('a'))
      expect(initial).to.have.length(model.parameters)
      const mean = initial.reduce((sum, weight) => sum + weight, 0) / initial.length
      expect(Math.abs(mean)).to.be.below(0.003)
      expect(
        initial.every((weight) => Math.abs(weight) <= Math.fround(Math.sqrt(6 / 25))),
      ).to.equal(true)
      expect(model.initialise(fromText('b'))).not.to.deep.equal(initial)
    })

    it(`behavior: ${name} uses only operators that every engine knows`, () => {
      const known =
        'Add ArgMax Cast Concat Div Equal Exp Gemm GreaterOrEqual Identity Log MatMul Mul Neg Pad ' +
        'ReduceMax ReduceSum Relu Reshape Sign Slice Sqrt Sub Transpose Where'
      for (const program of [model.train, model.privateTrain, model.evaluate])
        expect(known.split(' ').map((operator) => `:${operator}`)).to.include.members(
          readOperators(program),
        )
    })
  }

  it('behavior: the loss of the first parameters is about that of a guess', async () => {
    const model = createModel('mnist-cnn', { evaluateBatchSize: 4 })
    const runner = await loadGraph(model.evaluate)
    const { loss } = await runner.run({
      x: Array.from({ length: 4 * 784 }, (_, i) => ((i * 37) % 100) / 100),
      y: [0, 3, 6, 9],
      weight: [1, 1, 1, 0],
      p: Array.from(model.initialise(fromText('a'))),
    })
    expect((loss?.[0] as number) / 3).to.be.within(1, 5)
    await runner.release()
  })

  it('error: a name or size that is none', () => {
    expect(() => createModel('resnet'))
      .to.throw()
      .with.property('code', 'learn/unknown-model')
    for (const batchSize of [0, 1.5, 65_537])
      expect(() => createModel('mnist-mlp', { batchSize }))
        .to.throw()
        .with.property('code', 'learn/bad-batch-size')
  })

  it('error: an empty seed', () => {
    expect(() => createModel('mnist-mlp').initialise(new Uint8Array(0)))
      .to.throw()
      .with.property('code', 'learn/empty-seed')
  })
})
