import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fromHex } from '@vain/base'
import { modelFor, readSourcePolicy } from '@vain/data'
import { hashExamples } from '@vain/learn'
import { trainingSeed } from '@vain/protocol'
import { expect } from 'chai'
import { createTrainer } from '../../src/train/index.ts'
import { openParts } from '../../src/train/openParts.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'
import { createFakeLog } from './fixtures.ts'

const source = { source: 'iris', seed: 'test', heldOut: 30 }
/** SHA-256 of the 120 flowers that are not held out. */
const examples = fromHex('0xb5d1924d63b38c7d3b77428098c411aafb3da423f79b8a11633c736b40a7630b')

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  )

describe('openParts', () => {
  const folder = temporaryFolder()

  it('default: all parts together are all examples, each in one of them', async () => {
    const partOf = openParts(source)
    const whole = await partOf({ part: 0, parts: 1, examples })
    const parts = await Promise.all([0, 1, 2].map((part) => partOf({ part, parts: 3, examples })))
    expect(parts.map(({ count }) => count)).to.deep.equal([40, 40, 40])
    const rows = (data: typeof whole): string[] =>
      Array.from({ length: data.count }, (_, i) =>
        [
          ...data.inputs.subarray(i * data.inputSize, (i + 1) * data.inputSize),
          data.labels[i],
        ].join(),
      )
    expect(parts.flatMap(rows).toSorted()).to.deep.equal(rows(whole).toSorted())
  })

  it('behavior: a read that fails is tried again', async () => {
    const own = join(folder, 'iris')
    const partOf = openParts({ ...source, source: own })
    const part = { part: 0, parts: 3, examples }
    expect(await errorOf(partOf(part))).to.be.an('error')
    cpSync(fileURLToPath(new URL('../../../packages/data/samples/iris', import.meta.url)), own, {
      recursive: true,
    })
    expect(await partOf(part)).to.include({ count: 40 })
  })

  it('error: other examples, be it for their seed alone', async () => {
    for (const other of [{ seed: 'another' }, { heldOut: 31 }, { source: 'mnist' }]) {
      const part = openParts({ ...source, ...other })({ part: 0, parts: 2, examples })
      expect(await errorOf(part)).to.have.property('code', 'train/other-examples')
    }
  })
})

describe('createTrainer on a part', () => {
  const model = modelFor(readSourcePolicy('iris'), undefined)
  const seed = trainingSeed({ run: 1, round: 1, model: { root: '0x11' } } as never, 0)
  const request = {
    ...{ program: model.train, model: model.initialise(seed), seed },
    ...{ epochs: 2, batchSize: 32, learningRate: 0.01 },
  }

  it('default: wasm trains on it, whatever the operator’s engine and share are', async () => {
    const own = { kind: 'iid', part: 1, parts: 40 } as const
    const { log } = createFakeLog()
    const trainers = [
      createTrainer({ log }, { data: { ...source, train: own }, engine: 'cpu' }),
      createTrainer({ log }, { data: source, engine: 'wasm' }),
    ]
    try {
      const part = { part: 2, parts: 3, examples }
      const outcomes = await Promise.all(
        trainers.map((trainer) => trainer.train({ ...request, part })),
      )
      const [first, second] = outcomes
      expect(first?.record).to.deep.equal(second?.record)
      expect(first?.model).to.deep.equal(second?.model)
      expect(first?.record).to.include({ engine: 'wasm' })
      expect(first?.examples).to.equal(40)
      expect(first?.record.examples).to.equal(hashExamples(await openParts(source)(part)))
      expect((await trainers[0]?.train(request))?.examples).to.equal(3)
    } finally {
      await Promise.all(trainers.map((trainer) => trainer.close()))
    }
  })
}).timeout(60_000)
