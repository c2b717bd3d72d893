import { fromText } from '@vain/base'
import { expect } from 'chai'
import { createCpuEngine } from '../../src/backends/createCpuEngine.ts'
import type { Dataset } from '../../src/data/dataset.ts'
import { openDigits } from '../../src/data/mnist.ts'
import { createModel } from '../../src/models/createModel.ts'
import { drawLot } from '../../src/training/drawLot.ts'
import type { LotJob, Progress } from '../../src/training/engine.ts'
import { loadGraph } from '../runGraph.ts'

const seed = fromText('secret')
const engine = createCpuEngine()
const mlp = createModel('mnist-mlp')
const lengthOf = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: { code?: unknown }) => error.code ?? error,
  )

/** The examples at some positions. */
function chooseRows(data: Dataset, positions: Int32Array): Dataset {
  const { inputs, inputSize, labels } = data
  const rows = Array.from(positions, (at) => [
    ...inputs.subarray(at * inputSize, (at + 1) * inputSize),
  ])
  return {
    ...data,
    count: positions.length,
    inputs: Float32Array.from(rows.flat()),
    labels: Int32Array.from(positions, (at) => labels[at] as number),
  }
}

const without = (data: Dataset, gone: number): Dataset =>
  chooseRows(
    data,
    Int32Array.from(data.labels.keys()).filter((at) => at !== gone),
  )

describe('takeLot', () => {
  let digits: Dataset
  let job: LotJob

  before(async () => {
    const train = { kind: 'iid', part: 0, parts: 80 } as const
    digits = (await openDigits({ seed: 'test', heldOut: 2_000, train })).train
    job = {
      program: mlp.privateTrain,
      model: mlp.initialise(seed),
      data: digits,
      batchSize: 32,
      samplingRateMicro: 500_000,
      lotSize: 40,
      clip: 1,
      seed,
    }
  })

  after(() => engine.close())

  it('default: minus the sum over the examples drawn, by the lot size', async () => {
    const drawn = chooseRows(digits, drawLot(100, 500_000, seed))
    const whole = createModel('mnist-mlp', { batchSize: drawn.count })
    const runner = await loadGraph(whole.privateTrain)
    const { gradientSum } = await runner.run({
      x: [...drawn.inputs],
      y: [...drawn.labels],
      weight: new Array<number>(drawn.count).fill(1),
      p: [...job.model],
      clip: [1],
    })
    await runner.release()
    const { update } = await engine.takeLot(job)
    expect(drawn.count).to.be.within(33, 67)
    update.forEach((value, i) => {
      expect(value).to.be.closeTo(-(gradientSum?.[i] as number) / 40, 1e-6)
    })
  })

  it('behavior: going its way lowers the loss', async () => {
    const { update } = await engine.takeLot({ ...job, samplingRateMicro: 1e6, lotSize: 100 })
    const evaluation = { program: mlp.evaluate, data: digits, batchSize: 250 }
    const before = await engine.evaluate({ ...evaluation, model: job.model })
    const model = job.model.map((weight, i) => weight + (update[i] as number) / 4)
    const after = await engine.evaluate({ ...evaluation, model })
    expect(after.lossMicro).to.be.below(before.lossMicro)
  })

  it('behavior: the same seed gives the same bytes, another seed another lot', async () => {
    const first = await engine.takeLot(job)
    expect(await engine.takeLot(job)).to.deep.equal(first)
    expect(await engine.takeLot({ ...job, seed: fromText('other') })).not.to.deep.equal(first)
  })

  it('behavior: a lot of nobody is zero, without a sign', async () => {
    const told: Progress[] = []
    const onProgress = (progress: Progress): void => void told.push(progress)
    const { update } = await engine.takeLot({ ...job, samplingRateMicro: 1 }, { onProgress })
    expect(new Uint8Array(update.buffer).every((byte) => byte === 0)).to.equal(true)
    expect(update).to.have.length(mlp.parameters)
    expect(told).to.deep.equal([])
  })

  it('behavior: one example less moves it by the clip norm at most, wherever it stood', async () => {
    const all = { ...job, samplingRateMicro: 1e6, lotSize: 1 }
    const { update } = await engine.takeLot(all)
    // The first one gone, all others stand in another row, and some in another batch.
    for (const gone of [0, 31, 32, 99]) {
      const rest = await engine.takeLot({ ...all, data: without(digits, gone) })
      expect(lengthOf(update.map((value, i) => value - (rest.update[i] as number)))).to.be.within(
        0.99,
        1,
      )
    }
  })

  it('behavior: an example without a finite gradient counts as none, and harms no other', async () => {
    const all = { ...job, samplingRateMicro: 1e6 }
    for (const at of [0, 40, 99]) {
      const inputs = digits.inputs.slice().fill(3e38, 784 * at, 784 * (at + 1))
      const broken = await engine.takeLot({ ...all, data: { ...digits, inputs } })
      const rest = await engine.takeLot({ ...all, data: without(digits, at) })
      broken.update.forEach((value, i) => {
        expect(value).to.be.closeTo(rest.update[i] as number, 1e-6)
      })
    }
    const inputs = digits.inputs.slice().fill(3e38)
    const none = await engine.takeLot({ ...all, data: { ...digits, inputs } })
    expect(none.update.every((value) => value === 0)).to.equal(true)
  })

  it('behavior: tells every step, and ends when aborted', async () => {
    const told: Progress[] = []
    const all = { ...job, samplingRateMicro: 1e6 }
    const onProgress = (progress: Progress): void => void told.push(progress)
    await engine.takeLot(all, { onProgress })
    expect(told.map(({ step, steps }) => [step, steps])).to.deep.equal([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ])
    expect(told.every(({ loss }) => loss > 1 && loss < 5)).to.equal(true)
    const abort = new AbortController()
    const reason = new Error('enough')
    const hooks = { signal: abort.signal, onProgress: () => abort.abort(reason) }
    expect(await codeOf(engine.takeLot(all, hooks))).to.equal(reason)
  })

  it('error: a program that is not known to clip', async () => {
    const cut = mlp.privateTrain.slice()
    cut[cut.length >> 1] = (cut[cut.length >> 1] as number) ^ 1
    const wrong = [mlp.train, mlp.evaluate, cut, new Uint8Array(0)]
    for (const program of wrong)
      expect(await codeOf(engine.takeLot({ ...job, program }))).to.equal('learn/does-not-clip')
    expect(await codeOf(engine.takeLot({ ...job, batchSize: 31 }))).to.equal('learn/does-not-clip')
  })

  it('error: a program of another model, and jobs that cannot be done', async () => {
    const other = createModel('mnist-cnn').privateTrain
    expect(await codeOf(engine.takeLot({ ...job, program: other }))).to.equal(
      'learn/program-mismatch',
    )
    const wrong = [
      { samplingRateMicro: 0 },
      { samplingRateMicro: 1e6 + 1 },
      { samplingRateMicro: 0.5 },
      { lotSize: 0 },
      { lotSize: Number.NaN },
      { clip: 0 },
      { clip: Number.NaN },
      { clip: 1e7 },
      { seed: new Uint8Array(0) },
      { batchSize: 0 },
    ]
    for (const change of wrong)
      expect(await codeOf(engine.takeLot({ ...job, ...change }))).to.equal('learn/bad-job')
  })
})
