import type { Clock } from '@vain/base'
import type { Operator } from '@vain/protocol'
import { createMemoryLog } from '@vain/testkit'
import { expect } from 'chai'
import { keepConnected } from '../src/keepConnected.ts'
import type { Peers } from '../src/peers.ts'

const peerId = '16Uiu2HAmQJMVE8MDQzdEzjuNQjZWKZukZwktJpeHmGfen4o5ksuy'
const at = (host: string): string => `/ip4/${host}/tcp/4001/p2p/${peerId}`

/** The first four attempts to connect to the one operator there is. */
async function attempts(
  endpoints: readonly string[],
  others: readonly (readonly string[])[],
): Promise<readonly (readonly string[])[]> {
  const made: (readonly string[])[] = []
  const enough = Promise.withResolvers<void>()
  let now = 0
  let sleeps = 0
  const clock: Clock = {
    now: () => now,
    async sleep(ms) {
      now += ms
      sleeps += 1
      if (sleeps > 200) enough.resolve()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
  const operator = { index: 3, endpoints } as unknown as Operator
  const stop = keepConnected({
    clock,
    log: createMemoryLog(),
    follower: { onChange: () => () => undefined },
    network: {
      peerId: 'self',
      connectedPeers: () => [],
      waysTo: async () => others,
      async connect(addresses) {
        made.push(addresses)
        if (made.length === 4) enough.resolve()
        throw new Error('nobody there')
      },
    },
    peers: { active: () => new Map([[peerId, operator]]) } as unknown as Peers,
  })
  await enough.promise
  await stop()
  return made.slice(0, 4)
}

describe('keepConnected', () => {
  it('behavior: what is heard of a peer and what it announced are tried in turn', async () => {
    const [announced, near, signed] = [at('11.22.33.7'), at('192.168.1.9'), at('11.22.33.8')]
    expect(
      await attempts([announced, at('1.1.1.1').replace(peerId, 'other')], [[near], [signed]]),
    ).to.deep.equal([[near], [signed], [announced], [near]])
    expect(await attempts([announced], [])).to.deep.equal(Array(4).fill([announced]))
    expect(await attempts([], [[near]])).to.deep.equal(Array(4).fill([near]))
    expect(await attempts([], [])).to.deep.equal([])
  })
})
