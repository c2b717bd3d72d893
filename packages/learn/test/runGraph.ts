import { InferenceSession, Tensor } from 'onnxruntime-node'

/** A graph loaded for repeated runs. */
export type Runner = {
  /** Runs it on flat values by input name. */
  run(feeds: Record<string, readonly number[]>): Promise<Record<string, number[]>>
  release(): Promise<void>
}

/** Loads the bytes of a graph with `float32` and `int32` inputs. */
export async function loadGraph(bytes: Uint8Array): Promise<Runner> {
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  })
  return {
    async run(feeds) {
      const tensors: Record<string, Tensor> = {}
      for (const value of session.inputMetadata) {
        const values = feeds[value.name] as readonly number[]
        const shape = value.isTensor ? (value.shape as number[]) : []
        tensors[value.name] =
          value.isTensor && value.type === 'int32'
            ? new Tensor('int32', Int32Array.from(values), shape)
            : new Tensor('float32', Float32Array.from(values), shape)
      }
      const outputs = await session.run(tensors)
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { data }]) => [name, Array.from(data as Float32Array)]),
      )
    },
    release: () => session.release(),
  }
}
