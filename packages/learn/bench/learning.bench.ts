import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { fromText } from '@vain/base'
import { createCpuEngine, createModel, type ModelName, openDataSource } from '../src/index.ts'

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
/** The same two networks, batches and optimiser in PyTorch; prints ms per step, one thread. */
const torchProgram = `
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
def run():
    start = time.perf_counter()
    for _ in range(steps):
        adam.zero_grad(); loss(net(x), y).backward(); adam.step()
    return (time.perf_counter() - start) * 1000 / steps
run()
print(sorted(run() for _ in range(rounds))[rounds // 2])
`

/** Median ms per step of the CPU engine on one thread, loading of the program left out. */
async function measureSteps(name: ModelName): Promise<{ milliseconds: number; steps: number }> {
  const model = createModel(name, { batchSize })
  const train = { kind: 'iid', part: 0, parts: 5 } as const
  const opened = await openDataSource({ source: 'mnist', seed: 'bench', heldOut: 2_000, train })
  const engine = createCpuEngine({ threads: 1 })
  const seed = fromText('bench')
  const steps = opened.train.count / batchSize
  const round = async (): Promise<number> => {
    let first = 0
    let last = 0
    await engine.train(
      {
        program: model.train,
        model: model.initialise(seed),
        data: opened.train,
        // The first epoch warms the caches.
        epochs: 3,
        batchSize,
        learningRate: 0.003,
        seed,
      },
      {
        onProgress: ({ step }) => {
          if (step === steps) first = performance.now()
          last = performance.now()
        },
      },
    )
    return (last - first) / (2 * steps)
  }
  const times: number[] = []
  for (let i = 0; i < rounds; i++) times.push(await round())
  await engine.close()
  // The cast cannot fail: there is an odd number of rounds.
  return { milliseconds: times.toSorted((a, b) => a - b)[rounds >> 1] as number, steps }
}

/** The same in PyTorch; nothing if there is no PyTorch. */
async function measureTorch(name: ModelName, steps: number): Promise<number | undefined> {
  try {
    const settings = ['-c', torchProgram, name, `${steps}`, `${rounds}`]
    const { stdout } = await promisify(execFile)('python3', settings, { timeout: 120_000 })
    const value = Number(stdout)
    return Number.isFinite(value) && value > 0 ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * Time of one training step at batch size 32 on one thread, beside PyTorch's where it is installed:
 * the median of five rounds of 100 steps each.
 */
export async function benchLearning(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const name of ['mnist-cnn', 'mnist-mlp'] as const) {
    const { milliseconds: value, steps } = await measureSteps(name)
    const reference = await measureTorch(name, steps)
    figures.push({
      name: `learning/step/${name.slice('mnist-'.length)}/cpu`,
      value,
      unit: 'ms',
      ...(reference === undefined
        ? {}
        : { reference: { name: 'PyTorch', value: reference }, ratio: value / reference }),
    })
  }
  return figures
}
