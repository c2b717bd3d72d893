import { fromText } from '@vain/base'
import { expect } from 'chai'
import { createModel, isPrivateProgram } from '../../src/models/createModel.ts'
import { modelNames } from '../../src/models/modelName.ts'
import { loadGraph, type Runner } from '../runGraph.ts'
import { drawExamples, samples } from './samples.ts'

const count = 6
const all = [1, 1, 1, 1, 1, 1]
const lengthOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))

for (const kind of modelNames)
  describe(`private program of ${kind}`, () => {
    const name = samples[kind]
    const model = createModel(name, { batchSize: count })
    const { inputSize, labelSize } = model
    const { x, y } = drawExamples(model, count)
    const single = createModel(name, { batchSize: 1 })
    const p = Array.from(model.initialise(fromText('private')), (w, i) => w + (i % 7) * 1e-3)
    /** Each example's gradient by the ordinary program, in a batch of its own. */
    const own: number[][] = []
    const losses: number[] = []
    let runner: Runner

    const sumOf = async (weight: readonly number[], clip: number, rows = x) =>
      runner.run({ x: rows, y, weight, p, clip: [clip] })
    const alone = (row: number): number[] => new Array<number>(count).fill(0).with(row, 1)

    before(async () => {
      runner = await loadGraph(model.privateTrain)
      const plain = await loadGraph(single.train)
      const none = new Array<number>(p.length).fill(0)
      const state = { m: none, v: none, u: [0, 0], rate: [1] }
      for (let row = 0; row < count; row++) {
        const example = x.slice(inputSize * row, inputSize * (row + 1))
        const labels = y.slice(labelSize * row, labelSize * (row + 1))
        const feeds = { x: example, y: labels, weight: [1], p }
        // The first step of Adam: m = (1 − β₁) g.
        const { m2, loss } = await plain.run({ ...feeds, ...state })
        losses.push(loss?.[0] as number)
        own.push((m2 as number[]).map((m) => m / 0.1))
      }
      await plain.release()
    })
    after(() => runner.release())

    it('default: sums what the ordinary program gives for each example, clipped', async () => {
      const lengths = own.map(lengthOf)
      const clip = lengths.toSorted((a, b) => a - b)[count / 2] as number
      const weight = [1, 1, 0, 1, 1, 1]
      const { gradientSum, clipped, loss } = await sumOf(weight, clip)
      const limit = clip * (1 - 2 ** -10)
      p.forEach((_, i) => {
        const expected = own.reduce(
          (sum, gradient, row) =>
            sum +
            (weight[row] as number) *
              (gradient[i] as number) *
              Math.min(1, limit / (lengths[row] as number)),
          0,
        )
        expect(gradientSum?.[i], `element ${i}`).to.be.closeTo(expected, 1e-5 * clip)
      })
      expect(clipped).to.deep.equal([
        lengths.filter((length, row) => weight[row] === 1 && length >= limit).length,
      ])
      const sum = losses.reduce((total, one, row) => total + one * (weight[row] as number), 0)
      expect(loss?.[0]).to.be.closeTo(sum, 1e-5 * sum)
    })

    it('behavior: no example adds more than the clip norm, and long ones all but that', async () => {
      for (const clip of [1e-6, 1e-3, 0.1, 3, 1e3])
        for (let row = 0; row < count; row++) {
          const { gradientSum } = await sumOf(alone(row), clip)
          const length = lengthOf(gradientSum as number[])
          expect(length).to.be.at.most(clip)
          expect(length).to.be.at.least(
            Math.min(clip * 0.999, lengthOf(own[row] as number[]) * 0.999),
          )
        }
    })

    it('behavior: one example less moves the sum by less than the clip norm', async () => {
      const clip = 1
      const whole = (await sumOf(all, clip)).gradientSum as number[]
      for (let row = 0; row < count; row++) {
        const rest = (await sumOf(all.with(row, 0), clip)).gradientSum as number[]
        expect(lengthOf(whole.map((value, i) => value - (rest[i] as number)))).to.be.at.most(clip)
      }
    })

    it('behavior: rows of weight 0 add nothing, whatever they hold', async () => {
      const other = x.map((value, i) => (i < inputSize * 3 ? value : 1 - value))
      const weight = [1, 1, 1, 0, 0, 0]
      const first = await sumOf(weight, 1)
      expect(await sumOf(weight, 1, other)).to.deep.equal(first)
      const nothing = await sumOf([0, 0, 0, 0, 0, 0], 1)
      expect(nothing.gradientSum?.every((value) => value === 0)).to.equal(true)
      expect(nothing.clipped).to.deep.equal([0])
    })

    it('behavior: the same bytes each time, known as a program that clips', () => {
      expect(createModel(name, { batchSize: count }).privateTrain).to.deep.equal(model.privateTrain)
      expect(isPrivateProgram(model.privateTrain, count)).to.equal(true)
      expect(isPrivateProgram(model.privateTrain, count + 1)).to.equal(false)
      expect(isPrivateProgram(model.train, count)).to.equal(false)
    })
  })
