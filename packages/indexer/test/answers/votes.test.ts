import { expect } from 'chai'
import type { Context } from '../../src/answers/context.ts'
import { readVotes } from '../../src/answers/governance/votes.ts'
import type { Query } from '../../src/store/rows.ts'

const [a, b] = [`0x${'0a'.repeat(20)}`, `0x${'0b'.repeat(20)}`]
const id = `0x${'07'.padStart(64, '0')}`

function row(block: number, name: string, fields: Record<string, string>) {
  const args = { proposalId: '7', support: '1', reason: '', ...fields }
  const place = { block, logIndex: 0, at: 10 * block, transaction: `0x${block}` }
  return { ...place, contract: 'governor', address: '', name, arguments: args }
}

const votes = [
  row(3, 'OverrideVoteCast', { voter: b, weight: '2' }),
  row(2, 'VoteCast', { voter: b, weight: '50' }),
  row(1, 'VoteCast', { voter: a, weight: '100', reason: 'x'.repeat(5_000) }),
]
const reductions = [
  row(4, 'VoteReduced', { delegate: a, weight: '30' }),
  row(5, 'VoteReduced', { delegate: a, weight: '12' }),
  row(6, 'VoteReduced', { delegate: a, weight: '99', proposalId: '8' }),
]

describe('readVotes', () => {
  it('behavior: tells what was taken from each vote, and asks for it once a page', async () => {
    const asked: Query[] = []
    const events = async (query: Query) => {
      asked.push(query)
      return query.names?.includes('VoteReduced') ? reductions : votes
    }
    const context = { index: { store: { events } } } as unknown as Context
    const { rows } = await readVotes(context, { id, limit: 20 })
    expect(rows.map(({ weight, reduced }) => [weight, reduced])).to.deep.equal([
      ['2', '0'],
      ['50', '0'],
      ['100', '42'],
    ])
    expect(rows[2]?.reason).to.have.lengthOf(1_001)
    expect(asked).to.have.lengthOf(2)
    expect(asked[1]?.after, 'what came before the oldest vote took nothing from any').to.include({
      block: 1,
    })
  })
})
