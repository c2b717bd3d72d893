import type { Tensor } from 'onnxruntime-node'
import { createGraph } from '../graph/graph.ts'
import type { Port, Start, Steps, Values } from '../training/program.ts'
import type { Session } from './session.ts'

/**
 * A program that gives back what it is given: the library cannot read a buffer of the GPU by itself.
 *
 * @param ports - of float32, with fixed axes
 */
export function encodeReadBack(ports: readonly Port[]): Uint8Array {
  const graph = createGraph()
  for (const { name, shape } of ports) {
    const input = graph.input(name, shape as number[])
    // Twice the opposite: a copy alone would be left out, and the output be the input's buffer.
    const negated = graph.emit('Neg', [input], input.shape)
    graph.output(`${name}2`, graph.emit('Neg', [negated], input.shape))
  }
  return graph.encode()
}

/**
 * Steps whose state stays in buffers of the GPU.
 *
 * @param session - loaded so that the outputs which are carried stay on the GPU
 * @param readBack - a program of {@link encodeReadBack} for what is carried; closed with the steps
 */
export function beginResidentSteps(
  session: Session,
  readBack: Session,
  { state, fixed }: Start,
): Steps {
  const names = Object.keys(state)
  const portOf = (name: string): Port => session.inputs.find((port) => port.name === name) as Port
  const toTensors = (values: Readonly<Record<string, Values>>): Record<string, Tensor> =>
    Object.fromEntries(
      Object.entries(values).map(([name, data]) => [name, session.toTensor(portOf(name), data)]),
    )
  const constant = toTensors(fixed)
  let carried = toTensors(state)
  const free = (): void => {
    for (const tensor of Object.values(carried)) tensor.dispose()
  }
  return {
    async take(batch) {
      const outputs = await session.run({ ...toTensors(batch), ...constant, ...carried })
      free()
      carried = Object.fromEntries(names.map((name) => [name, outputs[`${name}2`] as Tensor]))
      const told = Object.entries(outputs).filter(([, { location }]) => location === 'cpu')
      return [Object.fromEntries(told.map(([name, { data }]) => [name, data as Values]))]
    },
    async finish() {
      const outputs = await readBack.run(carried)
      const copies = names.map((name) => [
        name,
        Float32Array.from(outputs[`${name}2`]?.data as Float32Array),
      ])
      return { told: [], state: Object.fromEntries(copies) }
    },
    async close() {
      free()
      await readBack.close()
    },
  }
}
