import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fromText, toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { expect } from 'chai'
import { createEngine } from '../../src/backends/createEngine.ts'
import { loadNative } from '../../src/backends/loadNative.ts'
import { canonicalLibrary } from '../../src/backends/loadWasm.ts'
import { openSession } from '../../src/backends/session.ts'
import { beginStepByStep } from '../../src/backends/stepByStep.ts'
import { openDigits } from '../../src/data/mnist.ts'
import { createModel } from '../../src/models/createModel.ts'
import { batchesOf } from '../../src/training/batches.ts'
import type { TrainJob } from '../../src/training/engine.ts'
import type { Steps, Told } from '../../src/training/program.ts'

const seed = fromText('seed')

async function jobOf(name: string, epochs = 3): Promise<TrainJob> {
  const train = { kind: 'iid', part: 0, parts: 80 } as const
  const opened = await openDigits({ seed: 'test', heldOut: 2_000, train })
  const model = createModel(name)
  return {
    program: model.train,
    model: model.initialise(seed),
    data: opened.train,
    epochs,
    batchSize: 32,
    learningRate: 2e-3,
    seed,
  }
}

const digest = (values: Float32Array): string =>
  toHex(sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)))

describe('createEngine', () => {
  it('vector: a training on wasm gives these bytes, on every machine', async () => {
    const engine = createEngine('wasm')
    const job = await jobOf('mnist-mlp')
    const { model, state, losses } = await engine.train(job)
    await engine.close()
    expect(toHex(sha256(job.program)), 'another program').to.equal(
      '0x58a910d66edd2ae627dff620519d33e8381d6a04c1c5142c4bc40bf3116fcb4e',
    )
    expect(digest(model)).to.equal(
      '0x81f06bd555600386b97a064b12e2ac2580b526fa39e7fdc23b93e4b5f47d9ced',
    )
    expect(digest(state.v as Float32Array)).to.equal(
      '0xe5993dc81cbe3b30bc634a8d99b43749453f4142998a21951f001f0fc083b22a',
    )
    expect(digest(losses)).to.equal(
      '0x1b25429ca83b8087abf83c66acb6fa180144b2ceb80c965fd5538d03d350d1ec',
    )
  })

  it('vector: the library that gives them is this one', async () => {
    // No instruction of it depends on the processor: relaxed SIMD, 0xfd 0x80 … 0x93 0x02, is not used.
    const file = createRequire(import.meta.url).resolve(`onnxruntime-web/${canonicalLibrary.file}`)
    const bytes = new Uint8Array(await readFile(file))
    expect(toHex(sha256(bytes))).to.equal(canonicalLibrary.sha256)
    const isRelaxed = (byte: number, at: number): boolean => {
      const operator = bytes[at + 1] ?? 0
      return byte === 0xfd && operator >= 0x80 && operator <= 0x93 && bytes[at + 2] === 2
    }
    expect(bytes.findIndex(isRelaxed)).to.equal(-1)
  })

  it('behavior: wasm and the processor agree within rounding, and hardly ever to the bit', async () => {
    for (const name of ['mnist-mlp', 'mnist-cnn'] as const) {
      const job = await jobOf(name)
      const [ours, theirs] = await Promise.all(
        (['wasm', 'cpu'] as const).map(async (engine) => createEngine(engine).train(job)),
      )
      if (ours === undefined || theirs === undefined) throw new Error('not trained')
      for (const [i, loss] of ours.losses.entries())
        expect(theirs.losses[i]).to.be.closeTo(loss, 1e-4 * Math.max(1, loss))
      expect(ours.losses).to.have.length(12)
    }
  })

  it('behavior: the state of one job is the start of the next', async () => {
    for (const name of ['wasm', 'cpu'] as const) {
      const engine = createEngine(name)
      const job = await jobOf('mnist-mlp', 1)
      const first = await engine.train(job)
      const second = await engine.train({ ...job, model: first.model, state: first.state })
      const fresh = await engine.train({ ...job, model: first.model })
      expect(second.losses[0]).to.equal(fresh.losses[0])
      expect(digest(second.model)).not.to.equal(digest(fresh.model))
      // 1 − β₂ⁿ of Adam tells how many steps there were.
      expect(second.state.u?.[1]).to.be.closeTo(1 - 0.999 ** 8, 1e-6)
      await engine.close()
    }
  })

  it('behavior: programs that are kept give the same bits, and are not loaded again', async () => {
    const jobs = [await jobOf('mnist-mlp', 1), await jobOf('mnist-cnn', 1)]
    const kept = createEngine('cpu', { keepsPrograms: true })
    const fresh = createEngine('cpu')
    for (const job of [...jobs, ...jobs, { ...jobs[0], epochs: 2 } as TrainJob]) {
      const [ours, theirs] = [await kept.train(job), await fresh.train(job)]
      expect(digest(ours.model)).to.equal(digest(theirs.model))
      expect(digest(ours.losses)).to.equal(digest(theirs.losses))
    }
    await fresh.close()
    const [job] = jobs as [TrainJob]
    job.program.fill(0)
    expect((await kept.train(job)).examples).to.equal(job.data.count)
    await kept.close()
    const code = await kept.train(job).catch((cause: { code?: string }) => cause.code)
    expect(code).to.equal('learn/engine-closed')
  })

  it('behavior: many steps in one call of the library are those one by one, to the bit', async () => {
    for (const name of ['mnist-mlp', 'mnist-cnn'] as const) {
      const { program: bytes, model, data } = await jobOf(name)
      let time = 0
      // A clock by which calls take 30 ms a step: 1, 2, 3, 3, … steps a call.
      const now = () => (time += 30)
      const program = await loadNative(bytes, 'cpu', { threads: 1, now })
      const single = await openSession(await import('onnxruntime-node'), bytes, {
        intraOpNumThreads: 1,
      })
      const zeros = (input: string) => new Float32Array(input === 'u' ? 2 : model.length)
      const state = { p: model, m: zeros('m'), v: zeros('v'), u: zeros('u') }
      const start = { state, fixed: { rate: Float32Array.of(2e-3) } }
      const all = async (steps: Steps) => {
        const told: Told[] = []
        const order = Int32Array.from({ length: 100 }, (_, i) => i)
        for (const { batch } of batchesOf(data, order, 32)) told.push(...(await steps.take(batch)))
        const end = await steps.finish()
        await steps.close()
        const digests = Object.entries(end.state).map(([input, values]) => [input, digest(values)])
        return {
          losses: [...told, ...end.told].map(({ loss }) => loss?.[0]),
          state: Object.fromEntries(digests),
        }
      }
      const together = await all(await program.begin(start))
      expect(together).to.deep.equal(await all(beginStepByStep(single, start)))
      expect(together.losses).to.have.length(4)
      await Promise.all([program.close(), single.close()])
    }
  })

  it('error: what is not there is refused, and the process lives on', async () => {
    const job = await jobOf('mnist-mlp', 1)
    const error = await createEngine('cuda')
      .train(job)
      .catch((cause: unknown) => cause)
    // Where CUDA is installed it trains.
    if (error instanceof Error) expect(error).to.have.property('code', 'learn/engine-absent')
  })
})
