import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** The networks of the benchmark in PyTorch, one thread; prints ms per step, those of the processor, and peak bytes. */
const networks = `
import math, resource, sys, time, torch
from torch import nn
torch.manual_seed(0)
torch.set_num_threads(1)
name, batch, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
batches = 100
class Block(nn.Module):
    def __init__(self, width, heads, context):
        super().__init__()
        self.heads = heads
        self.n1, self.n2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.q, self.k, self.v, self.o = (nn.Linear(width, width) for _ in range(4))
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.gelu = nn.GELU(approximate='tanh')
        self.register_buffer('mask', torch.triu(torch.full((context, context), float('-inf')), 1))
    def forward(self, x):
        n, t, w = x.shape
        y = self.n1(x)
        q, k, v = (f(y).view(n, t, self.heads, w // self.heads).transpose(1, 2) for f in (self.q, self.k, self.v))
        a = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(w // self.heads) + self.mask, -1)
        x = x + self.o((a @ v).transpose(1, 2).reshape(n, t, w))
        return x + self.down(self.gelu(self.up(self.n2(x))))
class Gpt(nn.Module):
    def __init__(self, vocabulary, context, width, heads, layers):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.places = nn.Parameter(torch.randn(context, width) * 0.02)
        self.blocks = nn.Sequential(*(Block(width, heads, context) for _ in range(layers)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary)
    def forward(self, x):
        return self.head(self.norm(self.blocks(self.tokens(x) + self.places))).flatten(0, 1)
if name == 'gpt':
    net = Gpt(96, 64, 128, 4, 2)
    x = torch.randint(96, (batches, batch, 64))
    y = torch.randint(96, (batches, batch * 64))
elif name == 'mlp':
    net = nn.Sequential(nn.Linear(784, 48), nn.ReLU(), nn.Linear(48, 10))
    x, y = torch.rand(batches, batch, 784), torch.randint(10, (batches, batch))
else:
    net = nn.Sequential(nn.Conv2d(1, 6, 5), nn.MaxPool2d(2), nn.ReLU(),
        nn.Conv2d(6, 16, 5), nn.MaxPool2d(2), nn.ReLU(), nn.Flatten(),
        nn.Linear(256, 120), nn.ReLU(), nn.Linear(120, 10))
    x, y = torch.rand(batches, batch, 1, 28, 28), torch.randint(10, (batches, batch))
loss, adam = nn.CrossEntropyLoss(), torch.optim.Adam(net.parameters(), lr=0.001)
`
const step = `
def step(i):
    adam.zero_grad(); loss(net(x[i % batches]), y[i % batches]).backward(); adam.step()
`
/** Per-example gradients, clipped and summed by Opacus; no step, as in the private program. */
const privateStep = `
from opacus import GradSampleModule
from opacus.optimizers import DPOptimizer
net = GradSampleModule(net)
private = DPOptimizer(adam, noise_multiplier=0, max_grad_norm=1, expected_batch_size=batch)
def step(i):
    private.zero_grad(); loss(net(x[i % batches]), y[i % batches]).backward(); private.clip_and_accumulate()
`
const timing = `
done = 0
def run(seconds):
    global done
    start, before = time.perf_counter(), done
    while time.perf_counter() - start < seconds:
        step(done); done += 1
    return (time.perf_counter() - start) * 1000 / (done - before)
run(seconds / 5)
cpu, before = time.process_time(), done
times = sorted(run(seconds / 5) for _ in range(4))
cpu = (time.process_time() - cpu) * 1000 / (done - before)
print(times[1], cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, torch.__version__)
`

/** What PyTorch takes for a step. */
export type TorchStep = {
  readonly milliseconds: number
  /** Time of the processor. */
  readonly cpuMilliseconds: number
  readonly peakBytes: number
  readonly version: string
}

/** Where Python is looked for; the second is Debian's, which has \`python3-torch\`. */
const pythons = ['python3', '/usr/bin/python3']

/** The same steps in PyTorch, or in Opacus; nothing if no Python here has them. */
export async function measureTorch(
  kind: 'step' | 'private-step',
  network: string,
  batchSize: number,
  seconds: number,
): Promise<TorchStep | undefined> {
  const program = networks + (kind === 'step' ? step : privateStep) + timing
  for (const python of pythons) {
    const argv = ['-c', program, network, `${batchSize}`, `${seconds}`]
    const { stdout } = await promisify(execFile)(python, argv, { timeout: 120_000 }).catch(() => ({
      stdout: '',
    }))
    const [milliseconds, cpuMilliseconds, peakBytes, version] = stdout.trim().split(' ')
    if (version !== undefined)
      return {
        milliseconds: Number(milliseconds),
        cpuMilliseconds: Number(cpuMilliseconds),
        peakBytes: Number(peakBytes),
        version,
      }
  }
  return undefined
}
