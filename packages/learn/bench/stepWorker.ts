/**
 * Measures the steps of one model on one engine, in a process of its own, so that its memory is known
 * and a driver that crashes takes nothing with it. Prints `{ milliseconds, cpuMilliseconds, peakBytes }`: the middle of some
 * windows, and the processor's time over all of them, which other work on the machine disturbs less.
 *
 * Arguments: the model, examples a step, the engine, seconds.
 */
import { fromText } from '@vain/base'
import { createEngine, createModel, type Dataset, type EngineName } from '../src/index.ts'

const [name, size, engineName, seconds] = process.argv.slice(2) as [
  string,
  string,
  EngineName,
  string,
]
const batchSize = Number(size)
const model = createModel(name, { batchSize })
const { inputSize, inputType, labelSize, classes } = model

/** Steps before any one batch comes again. */
const batches = 100
const count = batches * batchSize
let state = 1
/** xorshift32, Marsaglia 2003: in 0 … 1. */
function draw(): number {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) / 2 ** 32
}
const token = (): number => Math.floor(draw() * classes)
const cells = count * inputSize
const data: Dataset = {
  inputs:
    inputType === 'int32'
      ? Int32Array.from({ length: cells }, token)
      : Float32Array.from({ length: cells }, draw),
  labels: Int32Array.from({ length: count * labelSize }, token),
  ...{ count, inputSize, labelSize, classes },
}

const now = (): number => performance.now()
const ending = new AbortController()
/** When how many steps were done; those that were told together share a time. */
const told: { at: number; step: number; cpu: number }[] = []
let began = 0
const engine = createEngine(engineName, { threads: 1, now })
const seed = fromText('bench')
await engine
  .train(
    {
      program: model.train,
      model: model.initialise(seed),
      data,
      epochs: 1_000,
      batchSize,
      learningRate: 1e-3,
      seed,
    },
    {
      signal: ending.signal,
      onProgress({ step }) {
        const at = now()
        const last = told.at(-1)
        if (last !== undefined && at - last.at < 0.05) told[told.length - 1] = { ...last, step }
        else told.push({ at, step, cpu: process.cpuUsage().user + process.cpuUsage().system })
        began ||= at
        if (at - began > 1_000 * Number(seconds)) ending.abort()
      },
    },
  )
  .catch((error: unknown) => {
    if (!ending.signal.aborted) throw error
  })

// The first fifth warms up; of the others the middle one counts.
const end = told.at(-1)?.at ?? 0
const borders = [1, 2, 3, 4, 5].map((part) => began + ((end - began) * part) / 5)
const marks = borders.map(
  (time) => told.findLast(({ at }) => at <= time) ?? { at: 0, step: 0, cpu: 0 },
)
const rates = marks.slice(1).map((mark, i) => {
  const before = marks[i] as typeof mark
  return (mark.at - before.at) / (mark.step - before.step)
})
const milliseconds = rates.toSorted((a, b) => a - b)[1]
const [first, last] = [marks[0], marks.at(-1)] as [(typeof marks)[0], (typeof marks)[0]]
const cpuMilliseconds = (last.cpu - first.cpu) / 1_000 / (last.step - first.step)
const peakBytes = process.resourceUsage().maxRSS * 1_024
process.stdout.write(JSON.stringify({ milliseconds, cpuMilliseconds, peakBytes }))
process.exit(0)
