import { expect } from 'chai'
import { createCpuEngine } from '../../src/backends/createCpuEngine.ts'
import { createGraph } from '../../src/graph/graph.ts'
import { createModel } from '../../src/models/createModel.ts'
import { localStep } from '../../src/strategies/localStep.ts'
import { loadGraph } from '../runGraph.ts'

describe('localStep', () => {
  it('default: five steps agree with the formula', async () => {
    const graph = createGraph()
    const state = {
      b: graph.input('b', [2]),
      o: graph.input('o', [2]),
      h: graph.input('h', [2]),
    }
    const [p, g] = [graph.input('p', [2]), graph.input('g', [2])]
    const terms = { momentum: 0.9, proximal: 0.25 }
    const next = localStep(graph, p, g, state, graph.input('rate', []), terms)
    graph.output('p2', next.parameters)
    for (const name of ['b', 'o', 'h'] as const) graph.output(`${name}2`, next.state[name])
    const runner = await loadGraph(graph.encode())

    const start = [1, -2]
    const steer = [0.5, -0.125]
    let feeds: Record<string, number[]> = { p: start, b: [0, 0], o: [0, 0], h: steer }
    const reference = start.map((x) => ({ x, b: 0 }))
    for (let step = 1; step <= 5; step++) {
      const gradient = [Math.sin(step), 10 * Math.cos(step)]
      const outputs = await runner.run({ ...feeds, g: gradient, rate: [0.1] })
      feeds = Object.fromEntries(
        ['p', 'b', 'o', 'h'].map((name) => [name, outputs[`${name}2`] as number[]]),
      )
      reference.forEach((one, i) => {
        const held = 0.25 * (one.x - (start[i] as number))
        one.b = 0.9 * one.b + (gradient[i] as number) + held + (steer[i] as number)
        one.x -= 0.1 * one.b
        expect(feeds.p?.[i], `step ${step}`).to.be.closeTo(one.x, 1e-5)
      })
    }
    await runner.release()
  })

  it('default: a program of a model takes what steers it as state, and no other', async () => {
    const model = createModel('mnist-mlp', { batchSize: 4 })
    const data = {
      inputs: Float32Array.from({ length: 8 * 784 }, (_, i) => (i % 7) / 7),
      labels: Int32Array.from({ length: 8 }, (_, i) => i),
      count: 8,
      inputSize: 784,
      classes: 10,
    }
    const engine = createCpuEngine()
    const start = model.initialise(Uint8Array.of(1))
    const base = { model: start, data, epochs: 1, batchSize: 4, learningRate: 0.01 }
    const job = {
      ...base,
      seed: Uint8Array.of(2),
      program: model.local({ momentum: 0, proximal: 0 }),
    }
    const plain = await engine.train(job)
    const h = new Float32Array(model.parameters).fill(1)
    const steered = await engine.train({ ...job, state: { h } })
    // Both steps go 0.01 further down every coordinate, besides what the gradients change.
    const last = model.parameters - 1
    const moved = (plain.model[last] as number) - (steered.model[last] as number)
    expect(moved).to.be.closeTo(0.02, 0.002)
    for (const state of [{ q: h }, { h: h.subarray(1) }]) {
      const code = await engine.train({ ...job, state }).catch((error) => error.code)
      expect(code).to.equal('learn/bad-job')
    }
    await engine.close()
  })

  for (const optimiser of ['sgd', 'momentum', 'adam', 'adamw'] as const)
    it(`behavior: a run's program is held to the first model by its proximal term: ${optimiser}`, async () => {
      const data = {
        inputs: Float32Array.from({ length: 16 * 784 }, (_, i) => ((i * i) % 11) / 11),
        labels: Int32Array.from({ length: 16 }, (_, i) => i % 10),
        count: 16,
        inputSize: 784,
        classes: 10,
      }
      const engine = createCpuEngine()
      const base = { data, epochs: 5, batchSize: 4, learningRate: 0.01, seed: Uint8Array.of(2) }
      const trainedBy = async (proximal: number) => {
        const model = createModel('mnist-mlp', { batchSize: 4, optimiser, proximal })
        const first = model.initialise(Uint8Array.of(1))
        const program = model.train
        const { model: last } = await engine.train({ ...base, model: first, program })
        const way = Math.sqrt(last.reduce((sum, x, j) => sum + (x - (first[j] as number)) ** 2, 0))
        return { last, way, first }
      }
      const [free, held] = [await trainedBy(0), await trainedBy(5)]
      expect(held.way).to.be.within(0.01 * free.way, 0.95 * free.way)
      if (optimiser === 'sgd') {
        // The program of strategies takes the same steps.
        const program = createModel('mnist-mlp', { batchSize: 4 }).local({
          momentum: 0,
          proximal: 5,
        })
        const { model: same } = await engine.train({ ...base, model: held.first, program })
        same.forEach((x, j) => {
          expect(x).to.be.closeTo(held.last[j] as number, 1e-5)
        })
      }
      await engine.close()
    })

  it('error: a proximal term that is none', () => {
    for (const proximal of [-1, Number.NaN, Infinity])
      expect(() => createModel('mnist-mlp', { proximal })).to.throw('proximal')
  })
})
