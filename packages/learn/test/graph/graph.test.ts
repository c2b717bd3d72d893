import { expect } from 'chai'
import { createGraph } from '../../src/graph/graph.ts'
import { loadGraph } from '../runGraph.ts'

describe('createGraph', () => {
  it('default: a graph of one node runs', async () => {
    const graph = createGraph()
    const sum = graph.emit('Add', [graph.input('a', [2]), graph.constant([1, -2], [2])], [2])
    graph.output('sum', sum)
    const runner = await loadGraph(graph.encode())
    expect(await runner.run({ a: [10, 20] })).to.deep.equal({ sum: [11, 18] })
    await runner.release()
  })

  it('behavior: equal constants share a tensor, unequal types do not', () => {
    const graph = createGraph()
    expect(graph.constant([1], [1])).to.equal(graph.constant([1], [1]))
    expect(graph.constant([1], [1])).not.to.equal(graph.constant([1], [1], 'int64'))
    expect(graph.constant([1], [1])).not.to.equal(graph.constant([1], []))
  })

  it('error: values that do not fill the shape', () => {
    expect(() => createGraph().constant([1, 2], [3]))
      .to.throw()
      .with.property('code', 'learn/bad-constant')
  })
})
