import { fromText } from '@vain/base'
import { expect } from 'chai'
import { dropout } from '../../src/graph/dropout.ts'
import { createGraph } from '../../src/graph/graph.ts'
import { prime } from '../../src/graph/modular.ts'
import type { Program } from '../../src/training/program.ts'
import { createStepSeeds } from '../../src/training/stepSeeds.ts'
import { loadGraph } from '../runGraph.ts'

type Seed = readonly [number, number]

/** The same draw in whole numbers of any size: which element is kept. */
function keepsOf(
  rows: number,
  columns: number,
  rate: number,
  seed: Seed,
  layer: number,
): boolean[] {
  const p = BigInt(prime)
  const cube = (x: bigint) => (x * x * x) % p
  const drawn = Array.from({ length: 2 * (rows + columns) }, (_, i) => {
    let [left, right] = [BigInt(i) % p, BigInt(i) / p + BigInt(layer)]
    for (const [turn, round] of [3141n, 5926n, 5358n, 9793n, 2384n, 6264n].entries()) {
      const key = BigInt(seed[turn % 2] as number) + round
      ;[left, right] = [(right + cube((left + key) % p)) % p, left]
    }
    return left
  })
  const at = (i: number) => drawn[i] as bigint
  return Array.from({ length: rows * columns }, (_, i) => {
    const [r, c] = [Math.floor(i / columns), i % columns]
    const mixed = at(r) * at(2 * rows + c) + at(rows + r) + at(2 * rows + columns + c)
    return Number(cube(mixed % p)) < Math.round((1 - rate) * prime)
  })
}

/** What dropout leaves of ones. */
async function drop(rows: number, columns: number, rate: number, seed: Seed, layer: number) {
  const graph = createGraph()
  const x = graph.constant([1], [])
  const ones = graph.emit(
    'Expand',
    [x, graph.constant([rows, columns], [2], 'int64')],
    [rows, columns],
  )
  const seeds = graph.input('seed', [2], 'int32')
  graph.output('y', dropout(graph, ones, rate, seeds, layer))
  const runner = await loadGraph(graph.encode())
  const { y } = await runner.run({ seed: seed })
  await runner.release()
  return y as number[]
}

const kept = (values: readonly number[]): number =>
  values.filter((value) => value !== 0).length / values.length

describe('dropout', () => {
  it('default: drops what the same draw in exact numbers drops', async () => {
    for (const [rows, columns, rate, seed, layer] of [
      [7, 11, 0.5, [0, 0], 0],
      [30, 5, 0.1, [prime - 1, prime - 1], 255],
      [3, 400, 0.9, [12_345, 6], 3],
      // More numbers than there are residues.
      [24_000, 2, 0.25, [9, 40_000], 1],
    ] as const) {
      const values = await drop(rows, columns, rate, seed, layer)
      const scale = Math.fround(prime / Math.round((1 - rate) * prime))
      expect(values).to.deep.equal(
        keepsOf(rows, columns, rate, seed, layer).map((keeps) => (keeps ? scale : 0)),
      )
    }
  })

  it('behavior: keeps its part, in all, in rows, in columns and from step to step', async () => {
    const [rows, columns, rate] = [400, 100, 0.3]
    // Six standard deviations of so many draws.
    const near = (count: number) => 6 * Math.sqrt((rate * (1 - rate)) / count)
    const values = await drop(rows, columns, rate, [1, 2], 0)
    expect(kept(values)).to.be.closeTo(1 - rate, near(rows * columns))
    for (let row = 0; row < rows; row++)
      expect(kept(values.slice(row * columns, (row + 1) * columns))).to.be.closeTo(
        1 - rate,
        near(columns),
      )
    for (let column = 0; column < columns; column++)
      expect(kept(values.filter((_, i) => i % columns === column))).to.be.closeTo(
        1 - rate,
        near(rows),
      )
    // Neighbours, other steps and other layers: both are kept as often as by chance.
    const both = (other: readonly number[]) =>
      values.filter((value, i) => value !== 0 && other[i] !== 0).length / values.length
    const others = [
      [...values.slice(1), values[0] as number],
      [...values.slice(columns), ...values.slice(0, columns)],
      await drop(rows, columns, rate, [1, 3], 0),
      await drop(rows, columns, rate, [2, 2], 0),
      await drop(rows, columns, rate, [1, 2], 1),
    ]
    for (const other of others)
      expect(both(other)).to.be.closeTo((1 - rate) ** 2, near(rows * columns))
  })
})

describe('createStepSeeds', () => {
  const programOf = (...names: string[]): Program => ({
    inputs: names.map((name) => ({ name, type: 'int32', shape: [2] })),
    outputs: [],
    run: async () => ({}),
    begin: async () => {
      throw new Error('not asked for')
    },
    close: async () => undefined,
  })

  it('default: another seed for each step, the same for the same job', () => {
    const draw = (text: string) => {
      const next = createStepSeeds(programOf('x', 'seed'), fromText(text))
      return Array.from({ length: 50 }, () => next().seed as Int32Array)
    }
    const seeds = draw('job')
    expect(draw('job')).to.deep.equal(seeds)
    expect(new Set([...seeds, ...draw('other')].map(String)).size).to.equal(100)
    expect(seeds.every((seed) => seed.length === 2)).to.equal(true)
    expect(seeds.every((seed) => seed.every((word) => word >= 0 && word < prime))).to.equal(true)
  })

  it('behavior: nothing for a program that does not draw', () => {
    expect(createStepSeeds(programOf('x', 'y'), fromText('job'))()).to.deep.equal({})
  })
})
