import type { Hex, Place, RoundView, RunView } from '@vain/protocol'
import { expect } from 'chai'
import type { Context } from '../../src/answers/context.ts'
import { describeRound, summariseRounds } from '../../src/answers/training/rounds.ts'

const hashOf = (n: number): Hex => `0x${String(n).padStart(64, '0')}`
const place = (n: number): Place => ({
  ...{ block: n, blockHash: hashOf(n), timestamp: 10 * n, transaction: hashOf(n), logIndex: 0 },
})
const round = (number: number, rest: Partial<RoundView>): RoundView =>
  ({
    round: number,
    epoch: 1,
    members: [],
    forced: [],
    model: { root: hashOf(0) },
    ...rest,
  }) as never

/** Whose opening of round 2, in transaction 3, makes round 1 final. */
const run = {
  run: 1,
  rounds: [
    round(1, { opened: place(1), finalized: { ...place(3), logIndex: 0 } }),
    round(2, { opened: { ...place(3), logIndex: 1 } }),
  ],
  machine: { cursor: { round: 2, state: 'open' } },
} as unknown as RunView

const events = [
  { name: 'Opened', round: '1', n: 1 },
  { name: 'Finalized', round: '1', n: 3 },
  { name: 'Opened', round: '2', n: 3 },
].map(({ name, round: of, n }, i) => ({
  ...{ ...place(n), logIndex: i, name, arguments: { run: '1', round: of }, at: 10 * n },
}))

const context = {
  index: {
    store: {
      costsOf: async (transactions: readonly Hex[]) =>
        new Map(
          transactions.map((it) => [it, { gasUsed: 100 * Number(it), sender: hashOf(9) }] as const),
        ),
      evaluationsOf: async () => new Map(),
      events: async () => events,
    },
    ledger: { view: { sets: new Map(), operators: new Map() } },
  },
} as unknown as Context

describe('rounds of the index', () => {
  it('default: the opening that makes a round final costs the round that it opens', async () => {
    const rows = await summariseRounds(context, run, run.rounds)
    expect(rows.map(({ gas }) => gas)).to.deep.equal([100, 300])
  })

  it('behavior: so it does among its steps', async () => {
    const { steps } = await describeRound(context, run, run.rounds[0] as RoundView)
    expect(steps.map(({ step, gas }) => [step, gas])).to.deep.equal([
      ['opened', 100],
      ['finalized', undefined],
    ])
  })

  it('behavior: gas is absent where a receipt is missing', async () => {
    const store = { ...context.index.store, costsOf: async () => new Map() }
    const without = { index: { ...context.index, store } } as unknown as Context
    const rows = await summariseRounds(without, run, run.rounds)
    expect(rows.map(({ gas }) => gas)).to.deep.equal([undefined, undefined])
  })
})
