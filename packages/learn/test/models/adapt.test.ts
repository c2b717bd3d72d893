import { fromText } from '@vain/base'
import { expect } from 'chai'
import { createCpuEngine } from '../../src/backends/createCpuEngine.ts'
import { createBase } from '../../src/models/base.ts'
import { createModel, createModelFrom } from '../../src/models/createModel.ts'
import { loadGraph } from '../runGraph.ts'
import { drawExamples } from './samples.ts'

const name = 'character-gpt:context=6,vocabulary=11,width=8,heads=2,layers=1'
const sizes = { batchSize: 8, evaluateBatchSize: 8 }
const original = createModel(name, sizes)
const base = createBase(name, original.initialise(fromText('base')))
const { x, y } = drawExamples(original, 8)
const data = {
  inputs: Int32Array.from(x),
  labels: Int32Array.from(y),
  count: 8,
  inputSize: 6,
  labelSize: 6,
  classes: 11,
}

describe('createModelFrom', () => {
  const adapted = createModelFrom(base, { ...sizes, rank: 2 })
  const engine = createCpuEngine()
  after(() => engine.close())

  const lossOf = async (program: Uint8Array, model: Float32Array): Promise<number> =>
    (await engine.evaluate({ program, model, data, batchSize: 8 })).lossMicro / 1e6

  it('default: adapters begin at the base, and are few', async () => {
    // Query, key, value, output: 8 × 8; the two layers between: 8 × 32; the last: 8 × 11.
    expect(adapted.parameters).to.equal(2 * (4 * 16 + 2 * 40 + 19))
    expect(adapted.name.replace(/[0-9a-f]{64}/, '…')).to.equal(`${original.name}+base=…+rank=2`)
    const first = adapted.initialise(fromText('adapters'))
    expect(await lossOf(adapted.evaluate, first)).to.be.closeTo(
      await lossOf(original.evaluate, base.parameters),
      1e-5,
    )
  })

  it('behavior: equal names have equal programs, other bases other names', () => {
    const parameters = base.parameters.map((value, i) => (i === 7 ? value + 1 : value))
    const other = createModelFrom({ ...base, parameters }, { ...sizes, rank: 2 })
    expect(other.train).not.to.deep.equal(adapted.train)
    expect(other.name).not.to.equal(adapted.name)
    expect(createModelFrom({ ...base }, { ...sizes, rank: 2 }).name).to.equal(adapted.name)
  })

  it('default: trained adapters lower the loss, as W + 2 A B', async () => {
    const first = adapted.initialise(fromText('adapters'))
    const job = { program: adapted.train, model: first, data, epochs: 60, batchSize: 8 }
    const { model } = await engine.train({ ...job, learningRate: 0.02, seed: fromText('a') })
    const after = await lossOf(adapted.evaluate, model)
    expect(after).to.be.below((await lossOf(adapted.evaluate, first)) - 0.5)

    // The same model written out: every adapted weight of the base with its product added.
    const merged = base.parameters.slice()
    let [from, taken] = [(11 + 6) * 8 + 2 * 8, 0]
    const weights: { sides: number[]; behind: number; before?: number }[] = [
      ...[0, 1, 2, 3].map(() => ({ sides: [8, 8], behind: 8 })),
      { sides: [8, 32], behind: 32, before: 16 },
      { sides: [32, 8], behind: 8 },
      { sides: [8, 11], behind: 11, before: 16 },
    ]
    for (const { sides, behind, before = 0 } of weights) {
      const [rows, columns] = sides as [number, number]
      from += before
      const down = model.subarray(taken, taken + 2 * rows)
      const up = model.subarray(taken + 2 * rows, taken + 2 * (rows + columns))
      for (let i = 0; i < rows * columns; i++) {
        const [r, c] = [Math.floor(i / columns), i % columns]
        const change = [0, 1].reduce(
          (sum, k) => sum + (down[2 * r + k] as number) * (up[columns * k + c] as number),
          0,
        )
        merged[from + i] = (merged[from + i] as number) + 2 * change
      }
      from += rows * columns + behind
      taken += 2 * (rows + columns)
    }
    expect([from, taken]).to.deep.equal([merged.length, model.length])
    expect(await lossOf(original.evaluate, merged)).to.be.closeTo(after, 1e-4)
  })

  it('default: without a rank all of it is trained on, with the programs of its kind', () => {
    const whole = createModelFrom(base, sizes)
    expect(whole.initialise(fromText('any'))).to.deep.equal(base.parameters)
    expect(whole.train).to.deep.equal(original.train)
  })

  it('behavior: the base is part of the programs', async () => {
    const other = createBase(name, base.parameters.with(3, 0.5) as Float32Array)
    expect(createModelFrom(other, { ...sizes, rank: 2 }).train).not.to.deep.equal(adapted.train)
    const runner = await loadGraph(adapted.evaluate)
    await runner.release()
    expect(adapted.evaluate.length).to.be.above(4 * base.parameters.length)
  })

  it('error: examples cannot be clipped each for itself through an adapter', () => {
    expect(() => adapted.privateTrain)
      .to.throw()
      .with.property('code', 'learn/no-per-sample-gradient')
  })

  it('error: a rank that no layer is wide enough for, and parameters of another model', () => {
    for (const rank of [0, 1.5, 32])
      expect(() => createModelFrom(base, { rank }))
        .to.throw()
        .with.property('code', 'learn/bad-model-size')
    for (const parameters of [base.parameters.subarray(1), base.parameters.with(0, Number.NaN)])
      expect(() => createBase(name, parameters as Float32Array))
        .to.throw()
        .with.property('code', 'learn/bad-model-size')
  })
})
