import { fromText } from '@vain/base'
import { expect } from 'chai'
import { createCpuEngine } from '../../src/backends/createCpuEngine.ts'
import type { Dataset } from '../../src/data/dataset.ts'
import { targetLevels, toTarget, varianceOf } from '../../src/data/target.ts'
import { createModel, type ModelOptions } from '../../src/models/createModel.ts'

const engine = createCpuEngine()
after(() => engine.close())

type Trained = { before: number; after: number; right: number }

/** Trains, and tells what that did to the loss (in nats a label) and how much is right after it. */
async function learn(
  name: string,
  data: Dataset,
  learningRate: number,
  epochs: number,
  options: ModelOptions = {},
  judged = data,
): Promise<Trained> {
  const model = createModel(name, { batchSize: 8, evaluateBatchSize: 16, ...options })
  const seed = fromText('learning')
  const first = model.initialise(seed)
  const evaluation = { program: model.evaluate, data: judged, batchSize: 16 }
  const before = await engine.evaluate({ ...evaluation, model: first })
  const job = { program: model.train, model: first, data, epochs, batchSize: 8, seed }
  const { model: trained } = await engine.train({ ...job, learningRate })
  const after = await engine.evaluate({ ...evaluation, model: trained })
  expect(after.total).to.equal(judged.labels.length)
  return {
    before: before.lossMicro / 1e6,
    after: after.lossMicro / 1e6,
    right: after.correct / after.total,
  }
}

/**
 * Text in which a character tells the next only together with the one before it:
 * `0 1 0 2 0 3 …`, every second one a 0.
 */
function rhythm(context: number): Dataset<Int32Array> {
  const at = (place: number) => (place % 2 === 0 ? 0 : 1 + (Math.floor(place / 2) % 3))
  const count = 24
  const places = Array.from({ length: count * context }, (_, i) => ({
    row: Math.floor(i / context),
    column: i % context,
  }))
  return {
    inputs: Int32Array.from(places, ({ row, column }) => at(row + column)),
    labels: Int32Array.from(places, ({ row, column }) => at(row + column + 1)),
    count,
    inputSize: context,
    labelSize: context,
    classes: 4,
  }
}

/** Points within and without a circle. */
function circle(): Dataset<Float32Array> {
  const points = Array.from({ length: 64 }, (_, i) => {
    const [angle, radius] = [i * 2.4, i % 2 === 0 ? 0.5 : 1]
    return [Math.cos(angle) * radius, Math.sin(angle) * radius]
  })
  return {
    inputs: Float32Array.from(points.flat()),
    labels: Int32Array.from(points.keys(), (i) => i % 2),
    count: 64,
    inputSize: 2,
    classes: 2,
  }
}

describe('models', () => {
  const text = rhythm(8)

  it('default: character-gpt learns what only the past tells', async () => {
    const sizes = 'context=8,vocabulary=4,width=16,heads=2'
    const { before, after, right } = await learn(`character-gpt:${sizes}`, text, 0.01, 150)
    expect(before).to.be.closeTo(Math.log(4), 0.05)
    // The first character alone leaves open what comes next in one case of two.
    expect(after).to.be.below(0.12)
    expect(right).to.be.above(0.93)
  })

  for (const [optimiser, rate] of [
    ['sgd', 0.3],
    ['momentum', 0.05],
    ['adam', 0.01],
    ['adamw', 0.01],
  ] as const)
    it(`default: tabular learns what no line divides, with ${optimiser}`, async () => {
      const schedule = { warmUpSteps: 16, steps: 320 }
      const name = 'tabular:features=2,classes=2,hidden=16'
      const { before, after, right } = await learn(name, circle(), rate, 40, {
        optimiser,
        schedule,
      })
      expect(before).to.be.above(0.5)
      expect(after).to.be.below(0.2)
      expect(right).to.be.above(0.95)
    })

  it('default: regression learns a curve that no line follows', async () => {
    const points = Array.from({ length: 64 }, (_, i) => i / 32 - 1)
    const data = {
      inputs: Float32Array.from(points),
      labels: Int32Array.from(points, (point) => toTarget((point * point + 1) / 2)),
      count: 64,
      inputSize: 1,
      classes: targetLevels,
    }
    const name = 'regression:features=1,hidden=16,tolerance=5'
    const { after, right } = await learn(name, data, 0.01, 60)
    // The best line loses what the target varies.
    expect(varianceOf(data)).to.be.above(0.08)
    expect(after).to.be.below(0.004)
    expect(right).to.be.above(0.85)
  })

  it('default: image-cnn with averages tells bright halves', async () => {
    const count = 32
    const isLeft = (image: number) => image % 2 === 0
    const data = {
      inputs: Float32Array.from({ length: count * 256 }, (_, i) => {
        const [image, column] = [Math.floor(i / 256), i % 16]
        return column < 8 === isLeft(image) ? 0.3 + (image % 5) / 10 : ((7 * i) % 11) / 40
      }),
      labels: Int32Array.from({ length: count }, (_, image) => +isLeft(image)),
      count,
      inputSize: 256,
      classes: 2,
    }
    const name = 'image-cnn:side=16,classes=2,filters=2,moreFilters=3,hidden=8,averaging=1'
    const { after, right } = await learn(name, data, 0.01, 15)
    expect(after).to.be.below(0.2)
    expect(right).to.equal(1)
  })

  it('default: character-gru learns what only the past tells', async () => {
    const { after, right } = await learn(
      'character-gru:context=8,vocabulary=4,width=4,hidden=16',
      text,
      0.02,
      100,
    )
    expect(after).to.be.below(0.12)
    expect(right).to.be.above(0.93)
  })

  it('default: text-classifier learns which words tell, however short the text', async () => {
    // The class is that of the only word that is not common to both.
    const telling = Array.from({ length: 32 }, (_, i) => (i % 2 === 0 ? 5 : 6))
    const data = {
      inputs: Int32Array.from(
        telling.flatMap((word, i) => [1 + (i % 4), word, 1 + (i % 3), 0, 0, 0]),
      ),
      labels: Int32Array.from(telling, (word) => word - 5),
      count: 32,
      inputSize: 6,
      classes: 2,
    }
    const name = 'text-classifier:context=6,vocabulary=7,classes=2,width=4'
    const { after, right } = await learn(name, data, 0.05, 40)
    expect(after).to.be.below(0.2)
    expect(right).to.equal(1)
  })

  it('behavior: with dropout a model still learns, the same each time', async () => {
    const name = 'tabular:features=2,classes=2,hidden=32,dropout=20'
    const first = await learn(name, circle(), 0.01, 60)
    expect(first.right).to.be.above(0.95)
    expect(await learn(name, circle(), 0.01, 60)).to.deep.equal(first)
  })

  it('default: policy finds the action that earns, step by step within its reach', async () => {
    // Half of the time each, either action was taken; action 1 earns where the number is positive.
    const steps = Array.from({ length: 64 }, (_, i) => {
      const [seen, action] = [i % 4 < 2 ? 1 : -1, i % 2]
      const earned = (action === 1) === seen > 0 ? 1 : -1
      return { row: [seen, earned, Math.log(0.5), earned], action, earned }
    })
    const toData = (some: typeof steps) => ({
      inputs: Float32Array.from(some.flatMap(({ row }) => row)),
      labels: Int32Array.from(some, ({ action }) => action),
      count: some.length,
      inputSize: 4,
      classes: 2,
    })
    const best = toData(steps.filter(({ earned }) => earned > 0))
    const name = 'policy:features=1,actions=2,hidden=8,layers=1'
    const { before, after, right } = await learn(name, toData(steps), 0.01, 30, {}, best)
    expect(after).to.be.below(before)
    expect(right).to.equal(1)
  })
})
