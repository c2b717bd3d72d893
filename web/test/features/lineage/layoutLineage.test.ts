import { expect } from 'chai'
import { describeNode } from '../../../src/features/lineage/queries/describeNode.ts'
import { layoutLineage } from '../../../src/features/lineage/queries/layoutLineage.ts'
import { nextNode } from '../../../src/features/lineage/queries/nextNode.ts'

type Lineage = Parameters<typeof layoutLineage>[0]

const mark = { block: 1, at: 1, transaction: '0x' }

/** A lineage of these parents: the first is that of version 1. */
function lineageOf(parents: readonly number[], more: Partial<Lineage> = {}): Lineage {
  const rows = parents.map((parent, i) => ({
    ...{ version: i + 1, parent, round: i + 1, state: 'final' as const, certified: mark },
    ...{ model: { root: `0x${i}` }, digest: '0x', signers: 1, validators: 1, signedWeight: '1' },
  }))
  const genesis = { root: '0xg', created: mark }
  return { run: 1, genesis, rows: rows.toReversed(), promotions: [], rollbacks: [], ...more }
}

describe('layoutLineage', () => {
  it('default: one model after another on one lane', () => {
    const { nodes, lanes, edges } = layoutLineage(lineageOf([0, 1, 2]))
    expect(nodes.map(({ version, column, lane }) => [version, column, lane])).to.deep.equal([
      [0, 0, 0],
      [1, 1, 0],
      [2, 2, 0],
      [3, 3, 0],
    ])
    expect(lanes).to.equal(1)
    expect(edges.map(({ from, to }) => [from?.version, to.version])).to.deep.equal([
      [0, 1],
      [1, 2],
      [2, 3],
    ])
  })

  it('behavior: after a rollback a lane of its own begins, and goes on', () => {
    const { nodes, lanes } = layoutLineage(lineageOf([0, 1, 2, 1, 4, 3]))
    expect(nodes.map(({ lane }) => lane)).to.deep.equal([0, 0, 0, 0, 1, 1, 0])
    expect(lanes).to.equal(2)
  })

  it('behavior: where older models are not shown, edges begin outside', () => {
    const whole = lineageOf([0, 1, 2, 3])
    const { nodes, edges } = layoutLineage({ ...whole, rows: whole.rows.slice(0, 2), next: 'x' })
    expect(nodes.map(({ version }) => version)).to.deep.equal([3, 4])
    expect(edges[0]).not.to.have.property('from')
  })

  it('behavior: a thousand models', () => {
    const { nodes } = layoutLineage(lineageOf(Array.from({ length: 1_000 }, (_, i) => i)))
    expect(nodes).to.have.length(1_001)
    expect(nodes.at(-1)).to.include({ version: 1_000, column: 1_000, lane: 0 })
  })

  it('behavior: a name belongs to the version that got it last', () => {
    const promotions = [
      { ...mark, tag: '0xaa', text: 'stable', version: 1 },
      { ...mark, tag: '0xbb', version: 1 },
      { ...mark, tag: '0xaa', text: 'stable', version: 2 },
    ]
    const { nodes } = layoutLineage(lineageOf([0, 1], { promotions }))
    expect(nodes.map(({ tags }) => tags)).to.deep.equal([[], ['0xbb'], ['stable']])
    expect(describeNode(nodes[2] ?? expect.fail())).to.equal(
      'Version 2, trained from version 1, final, named stable.',
    )
  })
})

describe('nextNode', () => {
  const layout = layoutLineage(lineageOf([0, 1, 2, 1, 4]))
  const go = (from: number, key: string): number | undefined =>
    nextNode(layout, layout.nodes[from] ?? expect.fail(), key)?.version

  it('default: along the time and to the ends', () => {
    expect([go(2, 'ArrowLeft'), go(2, 'ArrowRight')]).to.deep.equal([1, 3])
    expect([go(2, 'Home'), go(2, 'End')]).to.deep.equal([0, 5])
    expect([go(0, 'ArrowLeft'), go(5, 'ArrowRight'), go(1, 'x')]).to.deep.equal(
      Array(3).fill(undefined),
    )
  })

  it('behavior: to the branch beside it', () => {
    expect(go(3, 'ArrowDown')).to.equal(4)
    expect(go(5, 'ArrowUp')).to.equal(3)
    expect(go(3, 'ArrowUp')).to.equal(undefined)
  })
})
