import { causalSoftmax } from './causalSoftmax.ts'
import { dense } from './dense.ts'
import { multiply, scalar } from './elementwise.ts'
import type { Graph } from './graph.ts'
import { matrixProduct } from './matrixProduct.ts'
import { reshape, transpose } from './shaping.ts'
import { axisOf, type Tensor } from './tensor.ts'

/** Weight and bias of a dense layer. */
export type DenseParameters = readonly [weight: Tensor, bias: Tensor]

/** The four projections of an attention layer, each `[d, d]` and `[d]`. */
export type AttentionParameters = {
  readonly query: DenseParameters
  readonly key: DenseParameters
  readonly value: DenseParameters
  readonly output: DenseParameters
}

/**
 * Causal multi-head self-attention, `softmax(Q Kᵀ / √(d / heads)) V` for each head: a place looks
 * at itself and at those before it.
 *
 * @param x - `[n, t, d]`
 * @param heads - divides `d`
 * @returns `[n, t, d]`
 *
 * Source: Vaswani et al. 2017, §3.2.
 */
export function attention(
  graph: Graph,
  x: Tensor,
  parameters: AttentionParameters,
  heads: number,
): Tensor {
  const [count, places, width] = [axisOf(x, 0), axisOf(x, 1), axisOf(x, 2)]
  const depth = width / heads
  const project = ([weight, bias]: DenseParameters, order: readonly number[]) => {
    const rows = reshape(graph, dense(graph, x, weight, bias), [count, places, heads, depth])
    return transpose(graph, rows, order)
  }
  const query = project(parameters.query, [0, 2, 1, 3])
  const key = project(parameters.key, [0, 2, 3, 1])
  const value = project(parameters.value, [0, 2, 1, 3])
  const scale = scalar(graph, 1 / Math.sqrt(depth))
  const weights = causalSoftmax(graph, multiply(graph, matrixProduct(graph, query, key), scale))
  const mixed = transpose(graph, matrixProduct(graph, weights, value), [0, 2, 1, 3])
  const [weight, bias] = parameters.output
  return dense(graph, reshape(graph, mixed, [count, places, width]), weight, bias)
}
