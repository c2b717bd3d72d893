import { expect } from 'chai'
import type { Context } from '../../src/answers/context.ts'
import { search } from '../../src/answers/search/search.ts'
import { toWord } from '../../src/follow/toEvents.ts'
import type { Query } from '../../src/store/rows.ts'

const addressOf = (byte: string): string => `0x${byte.repeat(20)}`

const operators = [
  { index: 0, address: addressOf('ab'), roles: 1, endpoints: ['/dns4/Alpha.example/tcp/1'] },
  { index: 3, address: addressOf('cd'), roles: 4, endpoints: [] },
]
const runs = [
  { run: 1, rounds: [{ round: 1 }, { round: 2 }, { round: 3 }] },
  { run: 3, rounds: [{ round: 3 }] },
]
const proposals = [
  { proposalId: '255', description: '# Vote sooner\n\nWaiting costs.' },
  { proposalId: '16', description: 'Nothing' },
]
const context = {
  index: {
    store: {
      events: async ({ search = '' }: Query) =>
        proposals
          .filter(({ proposalId, description }) =>
            `${toWord(proposalId)}\n${description}`.toLowerCase().includes(search),
          )
          .map((row) => ({ arguments: row })),
    },
    ledger: {
      view: {
        runs: new Map(runs.map((run) => [run.run, run])),
        operators: new Map(operators.map((operator) => [operator.index, operator])),
      },
    },
  },
} as unknown as Context

/** Hits in short: `round 1.3`, `operator 3`. */
const found = async (text: string): Promise<readonly string[]> =>
  (await search(context, text)).map((hit) => {
    if (hit.kind === 'run') return `run ${hit.run} of ${hit.rounds}`
    if (hit.kind === 'round') return `round ${hit.run}.${hit.round}`
    if (hit.kind === 'operator') return `operator ${hit.operator} ${hit.roles}`
    return hit.kind === 'proposal' ? `proposal ${hit.title}` : `account ${hit.address}`
  })

describe('search', () => {
  it('default: a number is a run, rounds and an operator, those of the newest run first', async () => {
    expect(await found('3')).to.deep.equal([
      'run 3 of 1',
      'round 3.3',
      'round 1.3',
      'operator 3 validator',
    ])
  })

  it('default: words before a number say what it is of', async () => {
    expect(await found('Run 1')).to.deep.equal(['run 1 of 3'])
    expect(await found('round 3')).to.deep.equal(['round 3.3', 'round 1.3'])
    expect(await found('run 1, round 3')).to.deep.equal(['round 1.3'])
    expect(await found('operator 3')).to.deep.equal(['operator 3 validator'])
  })

  it('default: operators by role, endpoint and the beginning of an address', async () => {
    expect(await found('validators')).to.deep.equal(['operator 3 validator'])
    expect(await found('alpha.EXAMPLE')).to.deep.equal(['operator 0 trainer'])
    expect(await found('0xABAB')).to.deep.equal(['operator 0 trainer'])
  })

  it('default: proposals by their words and ids, an account by its address', async () => {
    expect(await found('waiting costs')).to.deep.equal(['proposal Vote sooner'])
    expect(await found(`0x${'10'.padStart(64, '0')}`)).to.deep.equal(['proposal Nothing'])
    const stranger = addressOf('ee')
    expect(await found(stranger.toUpperCase().replace('0X', '0x'))).to.deep.equal([
      `account ${stranger}`,
    ])
  })

  it('behavior: two letters are in too much to mean something', async () => {
    expect(await found('0x')).to.deep.equal([])
    expect(await found('no')).to.deep.equal([])
  })
})
