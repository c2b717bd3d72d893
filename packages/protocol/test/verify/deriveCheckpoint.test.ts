import { expect } from 'chai'
import { deriveCheckpoint, isFault, plainSettings, zeroHash } from '../../src/index.ts'

const aggregation = { ...plainSettings.aggregation, grouping: 'groups', dropoutBps: 0 } as const
const sum = (weight: number) => ({ group: 0, survivors: 1, sum: Int32Array.of(100, weight) })

function reasonOf(sums: ReturnType<typeof sum>[], change: Partial<typeof aggregation> | object) {
  const configuration = {
    ...{ ...plainSettings, parameters: 1 },
    ...{ aggregation: { ...aggregation, ...change } },
    numbers: { clipMicro: 1e6, scaleBits: 16, maxWeight: 100, laneBits: 32, rotate: false },
  }
  const inputs = {
    configuration,
    round: { openHead: zeroHash, members: [0, 1] },
    parent: Float32Array.of(0),
  }
  const found = deriveCheckpoint(inputs as never, { topology: { groups: sums } } as never, sums)
  return isFault(found) ? found.reason : 'none'
}

describe('deriveCheckpoint', () => {
  it('error: why there is no model, each cause by a reason of its own', () => {
    const krum = { combine: 'krum', byzantineBps: 1_000 }
    expect(reasonOf([sum(10), sum(10)], {})).to.equal('none')
    expect(reasonOf([sum(0), sum(101)], {})).to.equal('no-model')
    expect(reasonOf([sum(10), sum(10)], krum)).to.equal('too-few-groups')
  })
})
