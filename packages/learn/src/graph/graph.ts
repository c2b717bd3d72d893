import { VainError } from '@vain/base'
import { encodeModel } from './encodeModel.ts'
import { type ElementType, type Shape, sizeOf, type Tensor } from './tensor.ts'

/** Attributes of an ONNX operator; whole numbers are all that the operators here need. */
export type Attributes = Readonly<Record<string, number | readonly number[]>>

/** One ONNX operator with one output. */
export type GraphNode = {
  readonly operator: string
  readonly inputs: readonly Tensor[]
  readonly output: Tensor
  readonly attributes: Attributes
}

/** A tensor whose values are part of the graph. */
export type Constant = { readonly tensor: Tensor; readonly values: ArrayLike<number> }

/** What `n` examples share in the gradient of a parameter, each example for itself. */
export type ExampleShares = {
  /** Emits each example's own gradient, `[n, …]` with the parameter's shape. */
  readonly own: () => Tensor
  /** Squared L2 norm of each example's own gradient, `[n]`. */
  readonly squares: Tensor
  /** Emits `Σ factor · own gradient`, of the parameter's shape, for factors `[n]`. */
  readonly sum: (factors: Tensor) => Tensor
}

/** How one input shares in the gradient of an output. */
export type Backward = {
  readonly of: Tensor
  /** Emits the gradient of `of`, given that of the output. */
  readonly gradient: (gradient: Tensor) => Tensor
  /**
   * For an input that all examples have in common: emits what each shares in its gradient, given
   * that of the output. Without it an input belongs to single examples, row by row.
   */
  readonly examples?: (gradient: Tensor) => ExampleShares
}

/** One differentiable step: an output and how its gradient flows back. */
export type TapeEntry = { readonly output: Tensor; readonly inputs: readonly Backward[] }

/**
 * An ONNX graph under construction, with the tape that reverse-mode differentiation replays.
 *
 * Equal calls in equal order give equal bytes: names are numbered, nothing is drawn or timed.
 */
export type Graph = {
  /** Differentiable steps in the order in which they were emitted. */
  readonly tape: readonly TapeEntry[]
  /** Declares an input. */
  input(name: string, shape: Shape, type?: ElementType): Tensor
  /** A constant; small equal constants share one tensor. */
  constant(values: readonly number[], shape: Shape, type?: ElementType): Tensor
  /** Numbers that are fixed and many, such as the weights of a model that is not trained. */
  weights(values: Float32Array, shape: Shape): Tensor
  /** Adds a node of the standard operator set and returns its output. */
  emit(
    operator: string,
    inputs: readonly Tensor[],
    shape: Shape,
    options?: { attributes?: Attributes; type?: ElementType },
  ): Tensor
  /** Notes how the gradient of `output` flows back, and returns `output`. */
  record(output: Tensor, inputs: readonly Backward[]): Tensor
  /** Declares an output under its public name. */
  output(name: string, tensor: Tensor): void
  /** Bytes of the ONNX model, with texts about it by key. */
  encode(metadata?: Readonly<Record<string, string>>): Uint8Array
}

/** An empty graph. */
export function createGraph(): Graph {
  const tape: TapeEntry[] = []
  const nodes: GraphNode[] = []
  const inputs: Tensor[] = []
  const outputs: Tensor[] = []
  const constants = new Map<string, Constant>()
  const weights: Constant[] = []
  let count = 0
  const named = (shape: Shape, type: ElementType, name = `t${count++}`): Tensor => ({
    name,
    shape,
    type,
  })
  const push = (operator: string, from: readonly Tensor[], output: Tensor, attributes = {}) => {
    nodes.push({ operator, inputs: from, output, attributes })
    return output
  }
  return {
    tape,
    input(name, shape, type = 'float32') {
      const tensor = named(shape, type, name)
      inputs.push(tensor)
      return tensor
    },
    constant(values, shape, type = 'float32') {
      if (values.length !== sizeOf(shape))
        throw new VainError('learn/bad-constant', 'a constant does not fill its shape', {
          values: values.length,
          shape,
        })
      const key = `${type} ${shape} ${values}`
      const known = constants.get(key) ?? { tensor: named(shape, type), values }
      constants.set(key, known)
      return known.tensor
    },
    weights(values, shape) {
      const tensor = named(shape, 'float32')
      weights.push({ tensor, values })
      return tensor
    },
    emit: (operator, from, shape, options = {}) =>
      push(operator, from, named(shape, options.type ?? 'float32'), options.attributes),
    record(output, from) {
      tape.push({ output, inputs: from })
      return output
    },
    output(name, tensor) {
      outputs.push(push('Identity', [tensor], named(tensor.shape, tensor.type, name)))
    },
    encode: (metadata = {}) =>
      encodeModel({
        ...{ nodes, inputs, outputs, metadata },
        constants: [...constants.values(), ...weights],
      }),
  }
}
