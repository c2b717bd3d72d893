import { type Configuration, currentRound, type RoundView, type RunView } from '@vain/protocol'
import { createSyntheticNetwork, narrowSettings } from '@vain/testkit'
import { expect } from 'chai'
import { wrapObstacle } from '../../src/run/index.ts'

describe('wrapObstacle', () => {
  it('behavior: only who is in one sum counts', async () => {
    const { chain, configuration } = await createSyntheticNetwork({ runSettings: narrowSettings })
    chain.send(1, chain.leader(1), { call: 'open' })
    const round = currentRound(chain.view().runs.get(1) as RunView) as RoundView
    expect(wrapObstacle(configuration, round)).to.equal(undefined)
    // Four members do not fit any more, one does.
    const finer = { ...configuration.numbers, scaleBits: configuration.numbers.scaleBits + 1 }
    const together: Configuration = { ...configuration, numbers: finer }
    expect(wrapObstacle(together, round)).to.include({ reason: 'sum-may-wrap', hope: 'never' })
    const aggregation = { ...configuration.aggregation, grouping: 'singles' } as const
    expect(wrapObstacle({ ...together, aggregation }, round)).to.equal(undefined)
  })
})
