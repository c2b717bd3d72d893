import type { Rpc } from '@vain/chain'
import { cidOfContent, createRewardTree, encodeAmounts, type Hex } from '@vain/protocol'
import { createMemoryLog } from '@vain/testkit'
import { expect } from 'chai'
import type { Context } from '../../src/answers/context.ts'
import { createRewards } from '../../src/answers/stake/reward.ts'

const [a, b, stranger] = ['0a', '0b', '0c'].map((byte) => `0x${byte.repeat(20)}`) as [Hex, Hex, Hex]
const word = (value: bigint | number): string => value.toString(16).padStart(64, '0')

/** Distributions, the last of which counts, and what is to be had of them. */
function stage(...distributions: readonly ReadonlyMap<Hex, bigint>[]) {
  const store = new Map<string, Uint8Array>()
  const asked: string[] = []
  let count = 1
  const contentOf = (number: number): Hex => `0x${word(number)}`
  const bytesOf = (number: number) => encodeAmounts(distributions[number - 1] ?? new Map())
  const events = async () =>
    distributions
      .slice(0, count)
      .map((_, i) => ({ arguments: { number: `${i + 1}`, content: contentOf(i + 1) } }))
      .toReversed()
  const rpc = {
    async request(_method: string, [{ data }]: [{ data: string }]) {
      // `claimedOf(address)` has an argument, and `current()` has none.
      if (data.length > 10) return `0x${word(0)}`
      const { root } = createRewardTree(distributions[count - 1] ?? new Map())
      return `${root}${word(100)}${word(1)}${word(count)}`
    },
    close() {},
  }
  const content = {
    async get(cid: string) {
      asked.push(cid)
      const bytes = store.get(cid)
      if (bytes === undefined) throw new Error('nobody has it')
      return bytes
    },
  }
  const index = { contracts: { rewards: `0x${'ee'.repeat(20)}` }, store: { events } }
  const read = createRewards({
    ...{ index: index as unknown as Context['index'], rpc: rpc as unknown as Rpc },
    ...{ content, log: createMemoryLog() },
  })
  return {
    ...{ read, asked },
    publish: (number: number, bytes = bytesOf(number)) =>
      store.set(cidOfContent(contentOf(number)), bytes),
    count: (number: number) => {
      count = number
    },
  }
}

const first = new Map([
  [a, 30n],
  [b, 70n],
])

describe('createRewards', () => {
  it('default: what each has earned, with its proof, from one artefact that is read once', async () => {
    const { read, publish, asked } = stage(first)
    publish(1)
    const [ofA, ofB, ofNobody] = await Promise.all([a, b, stranger].map(read))
    expect(ofA).to.deep.include({ cumulative: '30', proof: createRewardTree(first).proofOf(a) })
    expect(ofB).to.include({ cumulative: '70', claimed: '0' })
    expect(ofNobody).to.deep.include({ cumulative: '0', proof: undefined })
    await read(a)
    expect(asked).to.have.lengthOf(1)
  })

  it('behavior: what could not be had is asked for again, and the next distribution is another', async () => {
    const second = new Map([[a, 90n]])
    const { read, publish, count, asked } = stage(first, second)
    expect(await read(a)).not.to.have.property('cumulative')
    publish(1)
    expect(await read(a)).to.include({ cumulative: '30' })
    count(2)
    publish(2)
    expect(await read(a)).to.include({ cumulative: '90' })
    expect(await read(b)).to.include({ cumulative: '0' })
    expect(asked).to.have.lengthOf(3)
  })

  it('error: other amounts than validators signed are as good as none', async () => {
    const { read, publish } = stage(first)
    publish(1, encodeAmounts(new Map([[a, 99n]])))
    expect(await read(a)).not.to.have.property('cumulative')
    const malformed = stage(first)
    malformed.publish(1, new Uint8Array([0xff]))
    expect(await malformed.read(a)).not.to.have.property('cumulative')
  })
})
