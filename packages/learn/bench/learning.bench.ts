import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { compared, type Figure, fromText } from '@vain/base'
import {
  createCpuEngine,
  createModel,
  type EngineName,
  engineNames,
  openDigits,
} from '../src/index.ts'
import { measureTorch, type TorchStep } from './torch.ts'

const batchSize = 32
const rounds = 5
/** Long enough for wasm to take some steps of the GPT. */
const seconds = 8

/** The networks that every engine takes steps of, by their names in PyTorch. */
const networks = [
  { network: 'mlp', model: 'mnist-mlp', batchSize },
  { network: 'cnn', model: 'mnist-cnn', batchSize },
  { network: 'gpt', model: 'character-gpt:width=128', batchSize: 16 },
] as const

/** Three passes over all examples; the first one warms the caches. */
const passes = 3
const seed = fromText('bench')

/** Median ms per step of lots on the processor, loading of the program left out. */
async function measureLots(name: string): Promise<number> {
  const model = createModel(name, { batchSize })
  const train = { kind: 'iid', part: 0, parts: 5 } as const
  const { train: data } = await openDigits({ seed: 'bench', heldOut: 2_000, train })
  const engine = createCpuEngine({ threads: 1 })
  const start = model.initialise(seed)
  const lot = { program: model.privateTrain, model: start, data, batchSize, seed }
  const steps = data.count / batchSize
  const times: number[] = []
  for (let i = 0; i < rounds; i++) {
    let [told, last, spent] = [0, 0, 0]
    const onProgress = (): void => {
      const now = performance.now()
      // A pass's first step may load the program.
      if (told > steps && told % steps > 0) spent += now - last
      last = now
      told++
    }
    for (let pass = 0; pass < passes; pass++)
      await engine.takeLot(
        { ...lot, samplingRateMicro: 1e6, lotSize: data.count, clip: 1 },
        { onProgress },
      )
    times.push(spent / ((passes - 1) * (steps - 1)))
  }
  await engine.close()
  // The cast cannot fail: there is an odd number of rounds.
  return times.toSorted((a, b) => a - b)[rounds >> 1] as number
}

type StepCost = Omit<TorchStep, 'version'>

/** Steps of a model on an engine, in a process of its own; nothing if the machine lacks the engine. */
async function measureSteps(
  model: string,
  size: number,
  engine: EngineName,
): Promise<StepCost | undefined> {
  const worker = fileURLToPath(new URL('./stepWorker.ts', import.meta.url))
  const argv = [worker, model, `${size}`, engine, `${seconds}`]
  try {
    const { stdout } = await promisify(execFile)(process.execPath, argv, { timeout: 120_000 })
    return JSON.parse(stdout) as StepCost
  } catch {
    return undefined
  }
}

function toFigure(
  name: string,
  unit: string,
  value: number,
  reference: { name: string; value: number } | undefined,
): Figure {
  const figure = { name, value, unit }
  return reference === undefined ? figure : compared(figure, reference)
}

async function benchSteps(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const { network, model, batchSize: size } of networks) {
    const torch = await measureTorch('step', network, size, seconds)
    const reference = (value: number | undefined) =>
      torch && value !== undefined ? { name: `PyTorch ${torch.version}`, value } : undefined
    for (const engine of engineNames) {
      const cost = await measureSteps(model, size, engine)
      if (cost === undefined) continue
      const { milliseconds, cpuMilliseconds, peakBytes } = cost
      const add = (what: string, unit: string, value: number, torchValue: number | undefined) =>
        figures.push(
          toFigure(`learning/${what}/${network}/${engine}`, unit, value, reference(torchValue)),
        )
      add('step', 'ms', milliseconds, torch?.milliseconds)
      add('step-processor', 'ms', cpuMilliseconds, torch?.cpuMilliseconds)
      add('memory', 'MB', peakBytes / 1e6, torch && torch.peakBytes / 1e6)
    }
  }
  return figures
}

async function benchLots(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const { network, model } of networks) {
    if (network === 'gpt') continue
    const milliseconds = await measureLots(model)
    const torch = await measureTorch('private-step', network, batchSize, seconds)
    const reference = torch && { name: 'Opacus', value: torch.milliseconds }
    figures.push(toFigure(`learning/private-step/${network}/cpu`, 'ms', milliseconds, reference))
  }
  return figures
}

/**
 * Time of one training step, by the clock and of the processor, and peak memory of its process on one
 * thread, for an MLP and a CNN at
 * batch size 32 and a GPT at 16 sequences of 64, on every engine that the machine has; and time of a
 * step with the gradient of each example clipped. Beside PyTorch's and Opacus's, where a Python here
 * has them: medians over some seconds.
 */
export async function benchLearning(): Promise<Figure[]> {
  return [...(await benchSteps()), ...(await benchLots())]
}
