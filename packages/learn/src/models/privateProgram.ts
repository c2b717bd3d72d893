import { equalBytes, VainError } from '@vain/base'
import { clippedGradient } from '../graph/clippedGradient.ts'
import { joinParameters } from '../graph/parameters.ts'
import { bytesOf, readFields } from '../graph/readProtobuf.ts'
import { weightedSum } from '../graph/weightedMean.ts'
import { declareProgram, keepAll, modelKey } from './declare.ts'
import { type NamedArchitecture, parseModelName } from './modelName.ts'

/**
 * Part of the clip norm that the program leaves free for what rounding in `float32` may add, to an
 * example's own norm and to the sum: the rounding of a sum is another once an example is missing
 * (Casacuberta et al. 2022). See docs/protocol/lots.md for what was measured.
 */
const clipMargin = 2 ** -10

/**
 * The private gradient program: the sum of the examples' gradients, each clipped for itself.
 *
 * Inputs `x`, `y`, `weight` (0 for a row that only fills the batch) and `p` as in training, and the
 * scalar `clip`; outputs `gradientSum`, the flat `Σ weight · g · min(1, clip' / ‖g‖₂)` over the
 * examples with the norm over all parameters and `clip' = clip · (1 − 2⁻¹⁰)`, and the scalars `loss`
 * (sum over the batch) and `clipped` (how many were scaled down), each example times its weight.
 *
 * Nothing is dropped: the noise that joins the sum keeps a model from learning by heart.
 *
 * @returns bytes of an ONNX model, the same for the same arguments
 */
export function encodePrivateProgram(model: NamedArchitecture, batchSize: number): Uint8Array {
  const declared = declareProgram(model, batchSize)
  const { graph, x, y, weight } = declared
  const clip = graph.input('clip', [])
  const parameters = declared.tensors()
  const { losses } = model.architecture.forward(graph, { x, y, parameters, drop: keepAll })
  const limit = graph.emit('Mul', [clip, graph.constant([1 - clipMargin], [])], [])
  const { sums, isLonger } = clippedGradient(graph, losses, parameters, weight, limit)
  const longer = graph.emit('Cast', [isLonger], [batchSize], { attributes: { to: 1 } })
  graph.output('gradientSum', joinParameters(graph, sums))
  graph.output('loss', weightedSum(graph, losses, weight))
  graph.output('clipped', weightedSum(graph, longer, weight))
  return declared.encode()
}

const decode = (text: Uint8Array) => new TextDecoder().decode(text)

/** The model that a program says it was made of: `ModelProto.metadata_props` 14, key 1, value 2. */
function readModelName(program: Uint8Array): string | undefined {
  for (const entry of bytesOf(readFields(program), 14)) {
    const fields = readFields(entry)
    const [key, value] = [1, 2].map((field) => bytesOf(fields, field)[0])
    if (key !== undefined && value !== undefined && decode(key) === modelKey) return decode(value)
  }
  return undefined
}

function buildAgain(program: Uint8Array, batchSize: number): Uint8Array | undefined {
  try {
    const name = readModelName(program)
    return name === undefined ? undefined : encodePrivateProgram(parseModelName(name), batchSize)
  } catch (error) {
    // Bytes that are no program of ours are what this looks for.
    if (error instanceof VainError && error.code.startsWith('learn/')) return undefined
    throw error
  }
}

/**
 * Whether a program is one of ours that clips each example's gradient for itself.
 *
 * A run's program comes from whoever made the run. What leaves this package is bound per example
 * only if its program is, which no look at its outputs shows: the program tells which model it is
 * of, and is built again.
 */
export function clipsExamples(program: Uint8Array, batchSize: number): boolean {
  const own = buildAgain(program, batchSize)
  return own !== undefined && equalBytes(own, program)
}
