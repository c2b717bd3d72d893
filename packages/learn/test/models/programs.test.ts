import { fromText } from '@vain/base'
import { expect } from 'chai'
import { createModel } from '../../src/models/createModel.ts'
import { createDraws } from '../../src/random/draws.ts'
import { loadGraph } from '../runGraph.ts'

const count = 6
const draws = createDraws('test', fromText('programs'))
const x = Array.from({ length: count * 784 }, () => Math.fround(draws.unit()))
const y = [0, 9, 4, 4, 7, 2]

type Matrix = (row: number, column: number) => number

/** `inputs · weight + bias` in doubles, by the definition. */
function denseOf(inputs: readonly number[], weight: Matrix, bias: readonly number[]): number[] {
  return bias.map((b, o) => inputs.reduce((sum, input, i) => sum + input * weight(i, o), b))
}

const reluOf = (values: readonly number[]): number[] => values.map((value) => Math.max(value, 0))

/** Takes tensors off a flat vector, in order. */
function cutter(flat: Float32Array): (size: number) => number[] {
  let offset = 0
  return (size) => {
    offset += size
    return Array.from(flat.subarray(offset - size, offset))
  }
}

function mlpLogits(flat: Float32Array, image: readonly number[]): number[] {
  const cut = cutter(flat)
  const [w1, b1, w2, b2] = [cut(784 * 48), cut(48), cut(480), cut(10)]
  const hidden = reluOf(denseOf(image, (i, o) => w1[48 * i + o] as number, b1))
  return denseOf(hidden, (i, o) => w2[10 * i + o] as number, b2)
}

/** An image as `at(channel, row, column)`. */
type Maps = { side: number; channels: number; at: (c: number, r: number, k: number) => number }

function convolveOf({ side, channels, at }: Maps, weight: readonly number[], bias: number[]): Maps {
  const out = side - 4
  const values = bias.map((b, f) =>
    Array.from({ length: out * out }, (_, place) => {
      let sum = b
      for (let i = 0; i < 5; i++)
        for (let j = 0; j < 5; j++)
          for (let c = 0; c < channels; c++)
            sum +=
              at(c, Math.floor(place / out) + i, (place % out) + j) *
              (weight[f * 25 * channels + (5 * i + j) * channels + c] as number)
      return sum
    }),
  )
  return { side: out, channels: bias.length, at: (c, r, k) => values[c]?.[r * out + k] as number }
}

function poolOf({ side, channels, at }: Maps): Maps {
  return {
    side: side / 2,
    channels,
    at: (c, r, k) =>
      Math.max(
        at(c, 2 * r, 2 * k),
        at(c, 2 * r, 2 * k + 1),
        at(c, 2 * r + 1, 2 * k),
        at(c, 2 * r + 1, 2 * k + 1),
        0,
      ),
  }
}

function cnnLogits(flat: Float32Array, image: readonly number[]): number[] {
  const cut = cutter(flat)
  const [k1, c1, k2, c2] = [cut(150), cut(6), cut(2400), cut(16)]
  const [w1, b1, w2, b2] = [cut(256 * 120), cut(120), cut(1200), cut(10)]
  const first = {
    side: 28,
    channels: 1,
    at: (_: number, r: number, k: number) => image[28 * r + k],
  }
  const maps = poolOf(convolveOf(poolOf(convolveOf(first as Maps, k1, c1)), k2, c2))
  const rows = Array.from({ length: 256 }, (_, i) =>
    maps.at(Math.floor(i / 16), Math.floor((i % 16) / 4), i % 4),
  )
  const hidden = reluOf(denseOf(rows, (i, o) => w1[120 * i + o] as number, b1))
  return denseOf(hidden, (i, o) => w2[10 * i + o] as number, b2)
}

function lossOf(logits: readonly number[], label: number): number {
  const greatest = Math.max(...logits)
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - greatest), 0)
  return greatest + Math.log(sum) - (logits[label] as number)
}

const forward = { 'mnist-mlp': mlpLogits, 'mnist-cnn': cnnLogits }

describe('programs', () => {
  for (const name of ['mnist-mlp', 'mnist-cnn'] as const) {
    const model = createModel(name, { batchSize: count, evaluateBatchSize: count })
    const flat = model.initialise(fromText('programs')).map((weight, i) => weight + (i % 7) * 1e-3)
    const logits = y.map((_, row) => forward[name](flat, x.slice(784 * row, 784 * (row + 1))))
    const losses = logits.map((values, row) => lossOf(values, y[row] as number))
    const right = logits.map((values, row) => values.indexOf(Math.max(...values)) === y[row])
    const p = Array.from(flat)

    it(`default: ${name} evaluates as the layers are defined`, async () => {
      const runner = await loadGraph(model.evaluate)
      const weight = [1, 1, 0, 2, 1, 1]
      const sum = (values: readonly number[]) =>
        values.reduce((total, value, i) => total + value * (weight[i] as number), 0)
      const outputs = await runner.run({ x, y, weight, p })
      expect(outputs.loss?.[0]).to.be.closeTo(sum(losses), 1e-4)
      expect(outputs.correct).to.deep.equal([sum(right.map(Number))])
      // With the answers as labels all are right, so the count is not always that of none.
      const answers = logits.map((values) => values.indexOf(Math.max(...values)))
      const all = await runner.run({ x, y: answers, weight, p })
      expect(all.correct).to.deep.equal([6])
      await runner.release()
    })

    it(`default: ${name} trains down the gradient of the mean loss`, async () => {
      const runner = await loadGraph(model.train)
      const weight = [1, 1, 1, 1, 0, 0]
      const none = new Array<number>(p.length).fill(0)
      const lossAt = async (at: readonly number[]) =>
        (await runner.run({ x, y, weight, p: at, m: none, v: none, u: [0, 0], rate: [1e-3] })) as {
          [name: string]: number[]
        }
      const outputs = await lossAt(p)
      expect(outputs.loss?.[0]).to.be.closeTo(
        losses.slice(0, 4).reduce((a, b) => a + b, 0) / 4,
        1e-4,
      )
      // The first step of Adam: m = (1 − β₁) g, and p − p2 = rate · g / (|g| + ε).
      const gradient = (outputs.m2 as number[]).map((m) => m / 0.1)
      const length = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0))
      const [ahead, behind] = await Promise.all(
        [1e-2, -1e-2].map(async (distance) => {
          const moved = p.map((value, i) => value + (distance * (gradient[i] as number)) / length)
          return (await lossAt(moved)).loss?.[0] as number
        }),
      )
      expect(((ahead as number) - (behind as number)) / 2e-2 / length).to.be.closeTo(1, 0.02)
      gradient.forEach((g, i) => {
        if (Math.abs(g) > 1e-4)
          expect((p[i] as number) - (outputs.p2?.[i] as number)).to.be.closeTo(
            1e-3 * Math.sign(g),
            1e-6,
          )
      })
      expect(outputs.u2?.[0]).to.be.closeTo(0.1, 1e-7)
      await runner.release()
    })
  }
})
