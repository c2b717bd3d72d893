import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { fromText } from '@vain/base'
import {
  createCpuEngine,
  createModel,
  type Dataset,
  type Engine,
  type JobHooks,
  type Model,
  type ModelName,
  openDigits,
} from '../src/index.ts'

/** One measured value, beside a reference measured in the same run. */
export type Figure = {
  name: string
  value: number
  unit: string
  reference?: { name: string; value: number }
  /** `value / reference.value` */
  ratio?: number
}

const batchSize = 32
const rounds = 5
/** The same two networks and batches in PyTorch; prints ms per step, one thread. */
const torchNetworks = `
import sys, time, torch
from torch import nn
torch.manual_seed(0)
torch.set_num_threads(1)
steps, rounds = int(sys.argv[2]), int(sys.argv[3])
if sys.argv[1] == 'mnist-mlp':
    shape = (784,)
    net = nn.Sequential(nn.Linear(784, 48), nn.ReLU(), nn.Linear(48, 10))
else:
    shape = (1, 28, 28)
    net = nn.Sequential(nn.Conv2d(1, 6, 5), nn.MaxPool2d(2), nn.ReLU(),
        nn.Conv2d(6, 16, 5), nn.MaxPool2d(2), nn.ReLU(), nn.Flatten(),
        nn.Linear(256, 120), nn.ReLU(), nn.Linear(120, 10))
x, y = torch.rand(${batchSize}, *shape), torch.randint(10, (${batchSize},))
loss, adam = nn.CrossEntropyLoss(), torch.optim.Adam(net.parameters(), lr=0.003)
`
const torchStep = `
def step():
    adam.zero_grad(); loss(net(x), y).backward(); adam.step()
`
/** Per-example gradients, clipped and summed by Opacus; no step, as in the private program. */
const opacusStep = `
from opacus import GradSampleModule
from opacus.optimizers import DPOptimizer
net = GradSampleModule(net)
private = DPOptimizer(adam, noise_multiplier=0, max_grad_norm=1, expected_batch_size=${batchSize})
def step():
    private.zero_grad(); loss(net(x), y).backward(); private.clip_and_accumulate()
`
const torchTiming = `
def run():
    start = time.perf_counter()
    for _ in range(steps): step()
    return (time.perf_counter() - start) * 1000 / steps
run()
print(sorted(run() for _ in range(rounds))[rounds // 2])
`

/** Median ms per step of the CPU engine on one thread, loading of the program left out. */
type Measure = (name: ModelName) => Promise<{ milliseconds: number; steps: number }>

type Work = (engine: Engine, model: Model, data: Dataset, hooks: JobHooks) => Promise<unknown>

/** Three passes over all examples; the first one warms the caches. */
const passes = 3
const seed = fromText('bench')

const trainPlainly: Work = (engine, model, data, hooks) =>
  engine.train(
    {
      program: model.train,
      model: model.initialise(seed),
      data,
      epochs: passes,
      batchSize,
      learningRate: 0.003,
      seed,
    },
    hooks,
  )

const takeLots: Work = async (engine, model, data, hooks) => {
  const job = { program: model.privateTrain, model: model.initialise(seed), data, batchSize, seed }
  for (let pass = 0; pass < passes; pass++)
    await engine.takeLot({ ...job, samplingRateMicro: 1e6, lotSize: data.count, clip: 1 }, hooks)
}

const measure =
  (work: Work): Measure =>
  async (name) => {
    const model = createModel(name, { batchSize })
    const train = { kind: 'iid', part: 0, parts: 5 } as const
    const opened = await openDigits({ seed: 'bench', heldOut: 2_000, train })
    const engine = createCpuEngine({ threads: 1 })
    const steps = opened.train.count / batchSize
    const times: number[] = []
    for (let i = 0; i < rounds; i++) {
      let told = 0
      let last = 0
      let spent = 0
      await work(engine, model, opened.train, {
        onProgress() {
          const now = performance.now()
          // A pass's first step may load the program.
          if (told > steps && told % steps > 0) spent += now - last
          last = now
          told++
        },
      })
      times.push(spent / ((passes - 1) * (steps - 1)))
    }
    await engine.close()
    // The cast cannot fail: there is an odd number of rounds.
    return { milliseconds: times.toSorted((a, b) => a - b)[rounds >> 1] as number, steps }
  }

/** The same in Python; nothing if it is not installed. */
async function measureTorch(
  step: string,
  name: ModelName,
  steps: number,
): Promise<number | undefined> {
  try {
    const settings = ['-c', torchNetworks + step + torchTiming, name, `${steps}`, `${rounds}`]
    const { stdout } = await promisify(execFile)('python3', settings, { timeout: 120_000 })
    const value = Number(stdout)
    return Number.isFinite(value) && value > 0 ? value : undefined
  } catch {
    return undefined
  }
}

const kinds = [
  { path: 'step', work: trainPlainly, python: torchStep, reference: 'PyTorch' },
  { path: 'private-step', work: takeLots, python: opacusStep, reference: 'Opacus' },
]

/**
 * Time of one training step at batch size 32 on one thread, plain and with the gradient of each
 * example clipped, beside PyTorch's and Opacus's where they are installed: the median of five rounds
 * of 100 steps each.
 */
export async function benchLearning(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const name of ['mnist-cnn', 'mnist-mlp'] as const)
    for (const { path, work, python, reference } of kinds) {
      const { milliseconds: value, steps } = await measure(work)(name)
      const found = await measureTorch(python, name, steps)
      figures.push({
        name: `learning/${path}/${name.slice('mnist-'.length)}/cpu`,
        value,
        unit: 'ms',
        ...(found === undefined
          ? {}
          : { reference: { name: reference, value: found }, ratio: value / found }),
      })
    }
  return figures
}
