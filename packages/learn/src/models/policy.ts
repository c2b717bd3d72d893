import { clippedSurrogate } from '../graph/clippedSurrogate.ts'
import { crossEntropy } from '../graph/crossEntropy.ts'
import { dense } from '../graph/dense.ts'
import { add, multiply, scalar, subtract } from '../graph/elementwise.ts'
import { entropy } from '../graph/entropy.ts'
import { exponential } from '../graph/exponential.ts'
import type { Graph } from '../graph/graph.ts'
import { reshape, reshaped, sliced } from '../graph/shaping.ts'
import { squaredError } from '../graph/squaredError.ts'
import { tanh } from '../graph/tanh.ts'
import { axisOf, type Tensor } from '../graph/tensor.ts'
import { type Architecture, denseSpecs, type Take, takeInOrder } from './architecture.ts'
import { defineFamily, type Family } from './family.ts'

type Sizes = {
  /** Numbers that the agent observes. */
  readonly features: number
  readonly actions: number
  /** Width of each hidden layer. */
  readonly hidden: number
  /** Hidden layers of the policy, and of the value. */
  readonly layers: number
}

/** What a row holds after the observation. */
const told = ['advantage', 'old log-probability', 'return'] as const
const valueShare = 0.5
const entropyShare = 0.01

function perceive(graph: Graph, x: Tensor, take: Take, layers: number): Tensor {
  let rows = x
  for (let i = 0; i < layers; i++) rows = tanh(graph, dense(graph, rows, ...take.two()))
  return dense(graph, rows, ...take.two())
}

/** `−surrogate + ½ (value − return)² − 0.01 · entropy`, of each row. */
function lossesOf(
  graph: Graph,
  logits: Tensor,
  value: Tensor,
  y: Tensor,
  [advantage, before, earned]: readonly [Tensor, Tensor, Tensor],
): Tensor {
  const surprise = crossEntropy(graph, logits, y)
  const negative = graph.emit('Neg', [before], before.shape)
  // ratio = e^(log π − log π_old), and log π = −surprise
  const ratio = exponential(graph, subtract(graph, negative, surprise))
  const gain = clippedSurrogate(graph, ratio, advantage)
  const times = (x: Tensor, share: number) => multiply(graph, x, scalar(graph, share))
  const error = times(squaredError(graph, value, earned), valueShare)
  const bonus = add(graph, gain, times(entropy(graph, logits), entropyShare))
  return subtract(graph, error, bonus)
}

function createPolicy({ features, actions, hidden, layers }: Sizes): Architecture {
  const widths = [features, ...new Array<number>(layers).fill(hidden)]
  const head = (outputs: number) =>
    widths.flatMap((width, i) => denseSpecs(width, widths[i + 1] ?? outputs))
  return {
    inputSize: features + told.length,
    inputType: 'float32',
    labelSize: 1,
    classes: actions,
    parameters: [...head(actions), ...head(1)],
    forward(graph, { x, y, parameters }) {
      const take = takeInOrder(parameters)
      const count = axisOf(x, 0)
      const seen = sliced(graph, x, [1], [0], [features])
      const column = (i: number) =>
        reshaped(graph, sliced(graph, x, [1], [features + i], [features + i + 1]), [count])
      const logits = perceive(graph, seen, take, layers)
      const value = reshape(graph, perceive(graph, seen, take, layers), [count])
      const losses = lossesOf(graph, logits, value, y, [column(0), column(1), column(2)])
      return { logits, losses }
    },
  }
}

/**
 * An agent's choice among actions, learnt from steps that it took: a row is an observation, the
 * advantage of the action taken (its label), the logarithm of how probable it was, and the return.
 *
 * Source: proximal policy optimisation (Schulman et al. 2017, equation 9), with a value network of
 * its own.
 */
export const policy: Family = defineFamily({
  sizes: {
    features: { least: 1, greatest: 65_536 },
    actions: { least: 2, greatest: 4_096 },
    hidden: { least: 1, greatest: 4_096, usual: 64 },
    layers: { least: 0, greatest: 16, usual: 2 },
  },
  create: createPolicy,
})
