import { type Configuration, currentRound, type RoundView, type RunView } from '@vain/protocol'
import { checkedAggregation, createSyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { committeeObstacle, groupObstacle } from '../../src/run/index.ts'

describe('groupObstacle', () => {
  async function judge(
    members: number,
    of: Partial<Configuration['aggregation']>,
  ): Promise<ReturnType<typeof groupObstacle>> {
    const { chain, configuration } = await createSyntheticNetwork({ members })
    chain.send(1, chain.leader(1), { call: 'open' })
    const round = currentRound(chain.view().runs.get(1) as RunView) as RoundView
    const base = { ...configuration.aggregation, grouping: 'groups', dropoutBps: 0 } as const
    const aggregation = { ...base, ...of }
    return groupObstacle({ ...configuration, aggregation }, round)
  }
  const short = { reason: 'too-few-groups', hope: 'never' }

  it('behavior: of members too few for groups, a rule that needs several has none', async () => {
    expect(await judge(4, { combine: 'median', byzantineBps: 2_000 })).to.include(short)
    expect(await judge(4, { combine: 'krum', byzantineBps: 0 })).to.include(short)
    expect(await judge(4, { combine: 'median', byzantineBps: 0 })).to.equal(undefined)
    expect(await judge(4, { combine: 'mean', byzantineBps: 2_000 })).to.equal(undefined)
  })

  it('behavior: five groups bear one bad one in medians, and two, but not three', async () => {
    const median = { combine: 'median' } as const
    expect(await judge(30, { ...median, byzantineBps: 2_000 })).to.equal(undefined)
    expect(await judge(30, { ...median, byzantineBps: 4_000 })).to.equal(undefined)
    expect(await judge(30, { ...median, byzantineBps: 4_100 })).to.include(short)
  })

  it('behavior: without masks every member is a group', async () => {
    const singles = { grouping: 'singles', combine: 'krum' } as const
    expect(await judge(5, { ...singles, byzantineBps: 2_000 })).to.equal(undefined)
    expect(await judge(4, { ...singles, byzantineBps: 2_000 })).to.include(short)
  })
})

describe('committeeObstacle', () => {
  it('behavior: a check takes four places for each that may be anything, and one more', async () => {
    const { chain, configuration } = await createSyntheticNetwork()
    chain.send(1, chain.leader(1), { call: 'open' })
    const round = currentRound(chain.view().runs.get(1) as RunView) as RoundView
    const of = (faults: number, count: number, more = {}) =>
      committeeObstacle(
        { ...configuration, aggregation: { ...checkedAggregation(faults), ...more } },
        { ...round, members: Array.from({ length: count }, (_, index) => index) },
      )
    expect(of(1, 5)).to.equal(undefined)
    expect(of(1, 4)).to.include({ reason: 'no-committee', hope: 'never' })
    expect(of(3, 13)).to.equal(undefined)
    expect(of(3, 12)).to.include({ reason: 'no-committee' })
    expect(committeeObstacle(configuration, { ...round, members: [0] })).to.equal(undefined)
    // More than a place could say something of in one message.
    expect(of(1, 1_000)).to.equal(undefined)
    expect(of(1, 1_900)).to.include({ reason: 'too-many', hope: 'never' })
  })
})
