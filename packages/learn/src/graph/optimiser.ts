import { adam } from './adam.ts'
import type { Graph } from './graph.ts'
import { momentum, sgd } from './sgd.ts'
import type { Shape, Tensor } from './tensor.ts'
import { decayWeights } from './weightDecay.ts'

/** Name of a rule by which a gradient changes the parameters. */
export type OptimiserName = (typeof optimiserNames)[number]

/** What a step of an optimiser takes. */
type OptimiserStep = {
  /** The flat parameters. */
  readonly flat: Tensor
  /** The same cut into tensors, in order. */
  readonly tensors: readonly Tensor[]
  /** The flat gradient. */
  readonly gradient: Tensor
  /** What it carries from step to step, all zero before the first. */
  readonly state: Readonly<Record<string, Tensor>>
  /** Learning rate, a scalar. */
  readonly rate: Tensor
}

/** The parameters and the state after a step. */
type Stepped = { readonly flat: Tensor; readonly state: Readonly<Record<string, Tensor>> }

type Optimiser = {
  /** Shapes of the state, for so many parameters. */
  readonly state: (size: number) => Readonly<Record<string, Shape>>
  readonly step: (graph: Graph, step: OptimiserStep) => Stepped
}

type Moments = { m: Tensor; v: Tensor; u: Tensor }

function stepAdam(graph: Graph, { flat, gradient, state, rate }: OptimiserStep): Stepped {
  const next = adam(graph, flat, gradient, state as Moments, rate)
  return { flat: next.parameters, state: next.state }
}

const moments = (size: number): Record<string, Shape> => ({ m: [size], v: [size], u: [2] })

/** Names of all optimisers. */
export const optimiserNames = ['sgd', 'momentum', 'adam', 'adamw'] as const

/** The optimisers by name. */
export const optimisers: Readonly<Record<OptimiserName, Optimiser>> = {
  sgd: {
    state: () => ({}),
    step: (graph, { flat, gradient, rate }) => ({
      flat: sgd(graph, flat, gradient, rate),
      state: {},
    }),
  },
  momentum: {
    state: (size) => ({ m: [size] }),
    step(graph, { flat, gradient, state, rate }) {
      const next = momentum(graph, flat, gradient, state.m as Tensor, rate)
      return { flat: next.parameters, state: { m: next.velocity } }
    },
  },
  adam: { state: moments, step: stepAdam },
  adamw: {
    state: moments,
    step(graph, step) {
      const flat = decayWeights(graph, step.tensors, step.rate)
      return stepAdam(graph, { ...step, flat })
    },
  },
}
