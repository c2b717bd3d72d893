import { fromText, toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { expect } from 'chai'
import { createModel } from '../../src/models/createModel.ts'
import { type ModelName, modelNames } from '../../src/models/modelName.ts'
import { readOperators } from '../readOperators.ts'
import { loadGraph } from '../runGraph.ts'
import { samples } from './samples.ts'

const hashOf = (bytes: Uint8Array): string => toHex(sha256(bytes))

/** SHA-256 of the programs at the default batch sizes, and of the first parameters of one seed. */
const golden: Readonly<Record<ModelName, object>> = {
  'mnist-cnn': {
    parameters: 34622,
    train: '0xef345b14f01efb7936f7cdb8d6e66187b667b3d22e8c9a85ccdad0c53a5a8ff3',
    privateTrain: '0x226c8d22cca155a76bc69c559b8b77cc867e2e43485bfc17f1b21deeccafcd35',
    evaluate: '0xeeb4780a3fbcd47bff83880f49f913c5f01f1b13512e64344d752841b1962a16',
    initial: '0x7fac4a22c1038f262a2af97f48a1f2ac76d17c9c4e75699b535424fc7c14c2c3',
  },
  'mnist-mlp': {
    parameters: 38170,
    train: '0x58a910d66edd2ae627dff620519d33e8381d6a04c1c5142c4bc40bf3116fcb4e',
    privateTrain: '0x4b2df38de01e94e52a023691787198cf1ac52ac2406e57115d550ea9ff76b0b9',
    evaluate: '0x17b3773829b3065bda154e889a81e2ebce90f7e38faab525e717a1e13fa918c6',
    initial: '0xc126df82e07be2f61fc6d3b5b1c35c8295b5d6f936b900722c45016b9d5a00e0',
  },
  'image-cnn': {
    parameters: 299,
    train: '0x284ddb81a471e0da3d75b371199fef8992cd238697ee366074b54ae3380d66e9',
    privateTrain: '0x73a675af49d3bbae50f17be7c2f229144f243340191236203dbb21dc73a43b90',
    evaluate: '0x45c92d0e12e11d1a4c96e06096d9f5b15eac7c5c8e3b0f16c027b47b2a95a0ac',
    initial: '0x6589b83bb04a59174088032ab883ba1c8a7d2220e64baf7e1b20d95b6ce1daaf',
  },
  tabular: {
    parameters: 59,
    train: '0x66998836fa40cfbd588f7120eabdab9bd2be46b172bb426fc685b24ff946f9ad',
    privateTrain: '0x8902281adbb54911ddd0b97f4b5611087e35b7bd5d96759ff807e671cd28c032',
    evaluate: '0xdf0eecd4fc11de59266112e54ebbf6655de42aa82a1eac7f02e37f73d92c0f3a',
    initial: '0x6142ca04a43ce280cc4d8966d44d973cbf0edc50d6d7291ef564b06fbdb43ffd',
  },
  regression: {
    parameters: 49,
    train: '0xf9b5cefc6f20cad6e5fe0d2a64369f4756af2ff4c17f9ad57fbcfa8f21e895cd',
    privateTrain: '0x221b4ee4563b65d2f5af64be976ab8285f1f90d9643a0f6aa14d832541db82cb',
    evaluate: '0xd3510c59036206a8927f005e1b0851747a8a8b67321048684369aa6d890fe0ab',
    initial: '0x22b8d2cdd673a77421887325486bbc4f36a7f3de4397b1f38ad94c64671f34ed',
  },
  'character-gpt': {
    parameters: 1995,
    train: '0x1240b597a03058556b8e3acbacb50f6afbd90cce6c046e11a4c13096e8ba3fb0',
    privateTrain: '0x500684639f156cd11a2f487037dc84cb33646589603e44fadc3c6fb979eda970',
    evaluate: '0xb85b02bdd58c5d60fe1d110c71e9d09366942dbe2e8d69f631fd5643fb4a855d',
    initial: '0xfb9ab98293f5a9310546bd24ce359ddb1657bdcfcf573e387a5ff378a513f403',
  },
  'character-gru': {
    parameters: 164,
    train: '0x972a9a5f04a8121b3059cb45ce7aab8ad8c5f9a375a146b4cb30d1cd735a464d',
    privateTrain: '0xf0150dadfaa6afa4ae40bb58651855021a740fb17fa5b3450c796a3abff19317',
    evaluate: '0x12daaf821607a3cdcaaac612c7adbf6dff55679c9907991febfbfe1954e3ac1a',
    initial: '0x54c0e662da2ea1d87da7e144a5f5e0a9eea36ca5dad406b718d997da2ba2ab51',
  },
  'text-classifier': {
    parameters: 43,
    train: '0xe2c409f92f552445a930cb3fa0ae9647911cf06d01401d4d8f9c8a2047025ead',
    privateTrain: '0xe20d5cabd60bed48517e85ee4639d35713ddf087ce648f689c0f4c825271d2ec',
    evaluate: '0xf847e1267473c874ad5ab5aad704c0b9480c235d2216eeddeb2d53e797655d35',
    initial: '0x68fc68f285654263e80412d69cec372bbf309883297127dbff65a302c281dd1e',
  },
  policy: {
    parameters: 74,
    train: '0x43a51bf9392c46ddfa452bc93cf3b73b5c1527a7dc3aacf4ea513d92b75df40c',
    privateTrain: '0xd1521624adbe8e2fc1d010cd0c55905addfb2c381cc5adc36c3ffc2f3345b86e',
    evaluate: '0x967575e62300f87cddcce41fd268add86d57119e623aac2a3d857c161957db8f',
    initial: '0xb796b585e624b2da48bbf59d464652028506bc2ccc130b7441eb46002017f007',
  },
}

describe('createModel', () => {
  for (const kind of modelNames) {
    const name = samples[kind]
    const model = createModel(name)

    it(`vector: ${kind} has the bytes that runs name by their hash`, () => {
      const initial = model.initialise(fromText('genesis'))
      expect({
        parameters: model.parameters,
        train: hashOf(model.train),
        privateTrain: hashOf(model.privateTrain),
        evaluate: hashOf(model.evaluate),
        initial: hashOf(new Uint8Array(initial.buffer)),
      }).to.deep.equal(golden[kind])
    })

    it(`behavior: ${kind} is built alike twice and differs by batch size`, () => {
      expect(createModel(name).train).to.deep.equal(model.train)
      expect(createModel(name, { batchSize: 31 }).train).not.to.deep.equal(model.train)
      expect(createModel(name, { batchSize: 31 }).evaluate).to.deep.equal(model.evaluate)
    })

    it(`behavior: ${kind} starts bounded, centred and by its seed`, () => {
      const initial = model.initialise(fromText('a'))
      expect(initial).to.have.length(model.parameters)
      // Gains are 1, and no weight is as much but one that few inputs have.
      expect(initial.every((weight) => Math.abs(weight) <= Math.fround(Math.sqrt(6 / 3)))).to.equal(
        true,
      )
      const weights = initial.filter((weight) => weight !== 1)
      const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length
      const variance = weights.reduce((sum, weight) => sum + weight ** 2, 0) / weights.length
      expect(Math.abs(mean)).to.be.below(4 * Math.sqrt(variance / weights.length))
      expect(model.initialise(fromText('b'))).not.to.deep.equal(initial)
    })

    it(`behavior: ${kind} uses only operators that every engine knows`, () => {
      const schedule = { warmUpSteps: 2, steps: 9 }
      const scheduled = createModel(name, { optimiser: 'adamw', schedule })
      const dropping = createModel('tabular:features=5,classes=3,dropout=10')
      const known =
        'Add ArgMax Cast Concat Cos Div Equal Exp Expand Gather Gemm GreaterOrEqual Identity Less ' +
        'Log MatMul Mul Neg Pad Range Reciprocal ReduceMax ReduceMean ReduceSum Relu Reshape Sigmoid Sign Slice ' +
        'Softmax Sqrt Sub Tanh Transpose Where'
      for (const program of [
        dropping.train,
        scheduled.train,
        model.train,
        model.privateTrain,
        model.evaluate,
      ])
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

  it('error: a schedule that never ends or begins', () => {
    for (const [warmUpSteps, steps] of [
      [0, 5],
      [5, 5],
      [1.5, 5],
      [1, 2 ** 24 + 1],
    ] as const)
      expect(() => createModel('mnist-mlp', { schedule: { warmUpSteps, steps } }))
        .to.throw()
        .with.property('code', 'learn/bad-schedule')
  })

  it('error: an empty seed', () => {
    expect(() => createModel('mnist-mlp').initialise(new Uint8Array(0)))
      .to.throw()
      .with.property('code', 'learn/empty-seed')
  })
})
