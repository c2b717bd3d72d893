import { dense } from './dense.ts'
import { add, multiply, subtract } from './elementwise.ts'
import type { Graph } from './graph.ts'
import { slice } from './shaping.ts'
import { sigmoid } from './sigmoid.ts'
import { tanh } from './tanh.ts'
import { axisOf, type Tensor } from './tensor.ts'

/** What a gated recurrent unit of width `d` learns on inputs of width `i`; reset, update, candidate. */
export type GruParameters = {
  /** `[i, 3 d]` and `[3 d]`. */
  readonly input: readonly [weight: Tensor, bias: Tensor]
  /** `[d, 3 d]` and `[3 d]`. */
  readonly state: readonly [weight: Tensor, bias: Tensor]
}

/**
 * One step of a gated recurrent unit:
 *
 *     r = σ(x W_r + h U_r),  z = σ(x W_z + h U_z),  c = tanh(x W_c + r ∘ (h U_c))
 *     h' = c + z ∘ (h − c)
 *
 * with a bias in each product.
 *
 * @param x - `[n, i]`
 * @param h - state before, `[n, d]`
 * @returns state after, `[n, d]`
 *
 * Source: Cho et al. 2014, §2.3, with the reset after the product, as in cuDNN and PyTorch.
 */
export function gruCell(graph: Graph, x: Tensor, h: Tensor, parameters: GruParameters): Tensor {
  const width = axisOf(h, 1)
  const seen = dense(graph, x, ...parameters.input)
  const kept = dense(graph, h, ...parameters.state)
  const part = (of: Tensor, i: number) => slice(graph, of, 1, i * width, (i + 1) * width)
  const gate = (i: number) => sigmoid(graph, add(graph, part(seen, i), part(kept, i)))
  const [reset, update] = [gate(0), gate(1)]
  const old = multiply(graph, reset, part(kept, 2))
  const candidate = tanh(graph, add(graph, part(seen, 2), old))
  return add(graph, candidate, multiply(graph, update, subtract(graph, h, candidate)))
}
