import { combined, scalar } from './elementwise.ts'
import type { Graph } from './graph.ts'
import { createModular, type Modular, prime } from './modular.ts'
import { reshaped, sliced } from './shaping.ts'
import { axisOf, sizeOf, type Tensor } from './tensor.ts'

/** Constants of the rounds: the first digits of π, four at a time. */
const rounds = [3_141, 5_926, 5_358, 9_793, 2_384, 6_264]

/**
 * Random residues, numbered from 0: a Feistel network whose rounds cube modulo a prime (MiMC,
 * Albrecht et al. 2016, §5.1, with few rounds). Fit to drop units, not to keep secrets.
 *
 * @param seed - `[2]`, `int32`, residues
 * @returns `[count]`, `int32`, residues
 */
function drawResidues(
  graph: Graph,
  modular: Modular,
  seed: Tensor,
  layer: number,
  count: number,
): Tensor {
  const { constant, plus, reduce, cube, quotient } = modular
  const range = [0, count, 1].map(constant)
  const numbers = graph.emit('Range', range, [count], { type: 'int32' })
  const keys = [0, 1].map((i) => sliced(graph, seed, [0], [i], [i + 1]))
  let [left, right] = [reduce(numbers), plus(quotient(numbers), constant(layer))]
  rounds.forEach((round, i) => {
    const key = plus(keys[i % 2] as Tensor, constant(round))
    const mixed = reduce(plus(right, cube(reduce(plus(left, key)))))
    right = left
    left = mixed
  })
  return left
}

/**
 * Random residues in rows and columns: a row's and a column's numbers are drawn and combined to
 * `(a_r · b_c + a'_r + b'_c)³`, which is much less work than a draw for each.
 */
function drawTable(graph: Graph, seed: Tensor, layer: number, rows: number, columns: number) {
  const modular = createModular(graph)
  const { plus, times, reduce, cube } = modular
  const drawn = drawResidues(graph, modular, seed, layer, 2 * (rows + columns))
  const cut = (from: number, shape: readonly [number, number]) =>
    reshaped(graph, sliced(graph, drawn, [0], [from], [from + sizeOf(shape)]), shape)
  const [a, offsetA] = [cut(0, [rows, 1]), cut(rows, [rows, 1])]
  const [b, offsetB] = [cut(2 * rows, [1, columns]), cut(2 * rows + columns, [1, columns])]
  return cube(reduce(plus(times(a, b), plus(offsetA, offsetB))))
}

/**
 * Sets elements to zero at random and scales the others up, so that the mean stays.
 *
 * The randomness comes of whole numbers alone, so all engines drop the same elements.
 *
 * @param rate - part that is dropped, `0 < rate < 1`, in steps of 1/46,337
 * @param seed - `[2]`, `int32`, in 0 … 46,336: another one in each step
 * @param layer - tells apart what draws from one seed, 0 … 255
 *
 * Source: Srivastava et al. 2014, §10, in its scaled form.
 */
export function dropout(
  graph: Graph,
  x: Tensor,
  rate: number,
  seed: Tensor,
  layer: number,
): Tensor {
  const columns = axisOf(x, x.shape.length - 1)
  const rows = sizeOf(x.shape) / columns
  const kept = Math.round((1 - rate) * prime)
  const table = drawTable(graph, seed, layer, rows, columns)
  const limit = graph.constant([kept], [], 'int32')
  const isKept = graph.emit('Less', [table, limit], table.shape, { type: 'bool' })
  const mask = reshaped(graph, isKept, x.shape)
  const masked = (of: Tensor) => {
    const scaled = combined(graph, 'Mul', of, scalar(graph, prime / kept))
    return graph.emit('Where', [mask, scaled, scalar(graph, 0)], x.shape)
  }
  return graph.record(masked(x), [{ of: x, gradient: masked }])
}
