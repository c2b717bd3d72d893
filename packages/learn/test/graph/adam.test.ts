import { expect } from 'chai'
import { adam } from '../../src/graph/adam.ts'
import { createGraph } from '../../src/graph/graph.ts'
import { loadGraph } from '../runGraph.ts'

describe('adam', () => {
  it('default: ten steps agree with the algorithm as published', async () => {
    const graph = createGraph()
    const state = {
      m: graph.input('m', [2]),
      v: graph.input('v', [2]),
      u: graph.input('u', [2]),
    }
    const [p, g] = [graph.input('p', [2]), graph.input('g', [2])]
    const next = adam(graph, p, g, state, graph.input('rate', []))
    graph.output('p2', next.parameters)
    for (const name of ['m', 'v', 'u'] as const) graph.output(`${name}2`, next.state[name])
    const runner = await loadGraph(graph.encode())

    let feeds: Record<string, number[]> = { p: [1, -2], m: [0, 0], v: [0, 0], u: [0, 0] }
    const reference = [1, -2].map((x) => ({ x, m: 0, v: 0 }))
    for (let t = 1; t <= 10; t++) {
      const gradient = [Math.sin(t), 100 * Math.cos(t)]
      const outputs = await runner.run({ ...feeds, g: gradient, rate: [0.01] })
      feeds = Object.fromEntries(
        ['p', 'm', 'v', 'u'].map((name) => [name, outputs[`${name}2`] as number[]]),
      )
      reference.forEach((one, i) => {
        const slope = gradient[i] as number
        one.m = 0.9 * one.m + 0.1 * slope
        one.v = 0.999 * one.v + 0.001 * slope * slope
        const [mean, square] = [one.m / (1 - 0.9 ** t), one.v / (1 - 0.999 ** t)]
        one.x -= (0.01 * mean) / (Math.sqrt(square) + 1e-8)
        expect(feeds.p?.[i], `step ${t}`).to.be.closeTo(one.x, 1e-5)
      })
    }
    await runner.release()
  })
})
