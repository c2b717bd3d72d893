import { VainError } from '@vain/base'
import { add, multiply, scalar } from '../graph/elementwise.ts'
import type { Graph } from '../graph/graph.ts'
import { matrixProduct } from '../graph/matrixProduct.ts'
import { type Shape, sizeOf, type Tensor } from '../graph/tensor.ts'
import type { Architecture, ParameterSpec } from './architecture.ts'
import type { Base } from './base.ts'
import { countParameters } from './modelName.ts'

/** What an adapter's product is multiplied by: α / rank of the paper with α twice the rank. */
const scale = 2

/** The two factors of an adapter; the second is zero, so that training begins at the base. */
function adapterSpecs([rows, columns]: Shape, rank: number): readonly ParameterSpec[] {
  return [
    { shape: [rows as number, rank], fanIn: rows as number },
    { shape: [rank, columns as number] },
  ]
}

/** Cuts the weights of the base off its vector, as fixed parts of a graph. */
function fixedWeights(graph: Graph, { model, parameters }: Base): Tensor[] {
  let offset = 0
  return model.architecture.parameters.map(({ shape }) => {
    offset += sizeOf(shape)
    return graph.weights(parameters.subarray(offset - sizeOf(shape), offset), shape)
  })
}

function adapted(graph: Graph, weight: Tensor, down: Tensor, up: Tensor): Tensor {
  const change = matrixProduct(graph, down, up)
  return add(graph, weight, multiply(graph, change, scalar(graph, scale)))
}

/**
 * A model whose dense layers are those of another one, fixed, and the product of two thin matrices
 * each, which alone are trained: `W + 2 · A B`.
 *
 * The fixed weights are part of every program, and so of its hash.
 *
 * @param rank - columns of `A`, at least 1 and less than either side of some dense layer, which the
 *   others go without
 * @throws {VainError} `learn/bad-model-size` if no layer is wide enough, or the vector of the base
 *   does not fill its model
 *
 * Source: LoRA (Hu et al. 2022, §4.1).
 */
export function adapt(base: Base, rank: number): Architecture {
  const { architecture } = base.model
  const own = countParameters(architecture)
  const isAdapted = ({ shape, isDense }: ParameterSpec): boolean =>
    isDense === true && shape.every((side) => side > rank)
  const specs = architecture.parameters
  const refuse = (reason: string): never => {
    const context = { rank, parameters: base.parameters.length, wanted: own }
    throw new VainError('learn/bad-model-size', `${base.model.name} ${reason}`, context)
  }
  if (base.parameters.length !== own)
    refuse(`has ${own} parameters, and its vector ${base.parameters.length}`)
  if (!Number.isInteger(rank) || rank < 1) refuse(`has no adapters of rank ${rank}`)
  if (!specs.some(isAdapted)) refuse(`has no dense layer wider than rank ${rank} on both sides`)
  return {
    ...architecture,
    parameters: specs.flatMap((spec) => (isAdapted(spec) ? adapterSpecs(spec.shape, rank) : [])),
    forward(graph, batch) {
      const factors = [...batch.parameters]
      const weights = fixedWeights(graph, base).map((weight, i) => {
        if (!isAdapted(specs[i] as ParameterSpec)) return weight
        const [down, up] = factors.splice(0, 2) as [Tensor, Tensor]
        return adapted(graph, weight, down, up)
      })
      return architecture.forward(graph, { ...batch, parameters: weights })
    },
  }
}
