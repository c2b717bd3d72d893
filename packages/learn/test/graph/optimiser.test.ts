import { expect } from 'chai'
import { createGraph } from '../../src/graph/graph.ts'
import { type OptimiserName, optimisers } from '../../src/graph/optimiser.ts'
import { cutParameters } from '../../src/graph/parameters.ts'
import { scheduleOf } from '../../src/graph/schedule.ts'
import { loadGraph } from '../runGraph.ts'

/** A matrix of two rows and a bias of two: a decay of weights leaves the bias alone. */
const shapes = [[2, 1], [2]]
const size = 4

function encodeStep(name: OptimiserName): Uint8Array {
  const graph = createGraph()
  const [flat, gradient] = [graph.input('p', [size]), graph.input('g', [size])]
  const entries = Object.entries(optimisers[name].state(size))
  const state = Object.fromEntries(entries.map(([key, shape]) => [key, graph.input(key, shape)]))
  const rate = graph.input('rate', [])
  const tensors = cutParameters(graph, flat, shapes)
  const next = optimisers[name].step(graph, { flat, tensors, gradient, state, rate })
  for (const [key, tensor] of Object.entries({ ...next.state, p: next.flat }))
    graph.output(`${key}2`, tensor)
  return graph.encode()
}

type Twin = { p: number; m: number; v: number }

/** The rules as published, one parameter at a time, in doubles. */
const twins: Record<
  OptimiserName,
  (twin: Twin, g: number, rate: number, step: number, isBias: boolean) => void
> = {
  sgd(twin, g, rate) {
    twin.p -= rate * g
  },
  momentum(twin, g, rate) {
    twin.m = 0.9 * twin.m + g
    twin.p -= rate * twin.m
  },
  adam(twin, g, rate, step) {
    twin.m = 0.9 * twin.m + 0.1 * g
    twin.v = 0.999 * twin.v + 0.001 * g * g
    const mean = twin.m / (1 - 0.9 ** step)
    twin.p -= (rate * mean) / (Math.sqrt(twin.v / (1 - 0.999 ** step)) + 1e-8)
  },
  adamw(twin, g, rate, step, isBias) {
    if (!isBias) twin.p *= 1 - rate * 0.01
    twins.adam(twin, g, rate, step, isBias)
  },
}

describe('optimisers', () => {
  for (const name of ['sgd', 'momentum', 'adam', 'adamw'] as const)
    it(`default: ten steps of ${name} agree with the rule as published`, async () => {
      const runner = await loadGraph(encodeStep(name))
      const start = [1, -2, 0.5, 3]
      const keys = Object.entries(optimisers[name].state(size))
      let feeds: Record<string, number[]> = { p: start }
      for (const [key, shape] of keys) feeds[key] = new Array<number>(shape[0] as number).fill(0)
      const reference = start.map((p) => ({ p, m: 0, v: 0 }))
      for (let step = 1; step <= 10; step++) {
        const g = [Math.sin(step), 5 * Math.cos(step), 0.01 * step, -1]
        const outputs = await runner.run({ ...feeds, g, rate: [0.5] })
        feeds = Object.fromEntries(
          Object.keys(feeds).map((key) => [key, outputs[`${key}2`] as number[]]),
        )
        reference.forEach((twin, i) => {
          twins[name](twin, g[i] as number, 0.5, step, i >= 2)
          expect(feeds.p?.[i], `step ${step}, element ${i}`).to.be.closeTo(twin.p, 1e-4)
        })
      }
      await runner.release()
    })
})

describe('scheduleOf', () => {
  it('default: rises to 1, falls by a cosine to a tenth and stays there', async () => {
    const graph = createGraph()
    const t = graph.input('t', [12])
    graph.output('factor', scheduleOf(graph, t, { warmUpSteps: 4, steps: 8 }))
    const runner = await loadGraph(graph.encode())
    const steps = Array.from({ length: 12 }, (_, step) => step)
    const { factor } = await runner.run({ t: steps })
    const expected = steps.map((step) => {
      if (step < 4) return (step + 1) / 4
      const way = Math.min(1, (step - 4) / 4)
      return 0.1 + 0.45 * (1 + Math.cos(Math.PI * way))
    })
    expected.forEach((value, i) => {
      expect(factor?.[i]).to.be.closeTo(value, 1e-6)
    })
    await runner.release()
  })
})
