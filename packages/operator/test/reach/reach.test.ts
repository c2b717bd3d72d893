import type { Clock } from '@vain/base'
import { createMemoryLog } from '@vain/testkit'
import { expect } from 'chai'
import {
  followEndpoints,
  joiningAddresses,
  stunServersOf,
  tryReach,
} from '../../src/reach/index.ts'

const peer = '16Uiu2HAmQJMVE8MDQzdEzjuNQjZWKZukZwktJpeHmGfen4o5ksuy'
const at = (host: string): string => `/ip4/${host}/tcp/4001/p2p/${peer}`

/** A clock whose sleeps pass at once; after `rounds` of them it stays asleep. */
function createHastyClock(rounds: number): Clock & { readonly asleep: Promise<void> } {
  const asleep = Promise.withResolvers<void>()
  let now = 0
  let left = rounds
  return {
    asleep: asleep.promise,
    now: () => now,
    async sleep(ms, signal) {
      now += ms
      left -= 1
      if (left > 0) return
      asleep.resolve()
      await new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason)),
      )
    },
  }
}

/** Looks once a minute for `minutes`, and says what was announced. */
async function follow(
  minutes: number,
  wanted: (minute: number) => string[],
  isReached: (address: string) => boolean,
): Promise<string[][]> {
  const clock = createHastyClock(minutes)
  const chain: string[][] = [[at('192.168.1.2')]]
  const stop = followEndpoints({
    clock,
    log: createMemoryLog(),
    network: {
      links: () => [{ peerId: 'b', route: 'direct', address: '' }],
      askBack: async (addresses) =>
        addresses.map((address) => ({ address, by: 'b', ok: isReached(address) })),
    },
    writer: {
      announce: async (endpoints) => {
        chain.push([...endpoints])
        return {} as never
      },
    },
    endpoints: () => wanted(clock.now() / 60_000),
    announced: () => chain.at(-1) as string[],
  })
  await clock.asleep
  await stop()
  return chain.slice(1)
}

describe('followEndpoints', () => {
  it('default: announces an address that stood for ten minutes, once', async () => {
    const address = [at('11.22.33.7')]
    expect(
      await follow(
        9,
        () => address,
        () => true,
      ),
    ).to.deep.equal([])
    expect(
      await follow(
        200,
        () => address,
        () => true,
      ),
    ).to.deep.equal([address])
  })

  it('behavior: not one that changes all the time, nor one that no peer reaches', async () => {
    const changing = (minute: number): string[] => [at(`11.22.33.${Math.floor(minute / 5) % 250}`)]
    expect(await follow(200, changing, () => true)).to.deep.equal([])
    expect(
      await follow(
        200,
        () => [at('11.22.33.7')],
        () => false,
      ),
    ).to.deep.equal([])
    expect(
      await follow(
        200,
        () => [at('10.0.0.7')],
        () => true,
      ),
    ).to.deep.equal([])
  })

  it('behavior: only what was reached, what stands and what is local', async () => {
    const [dead, alive, local] = [at('11.22.33.7'), at('11.22.33.8'), at('192.168.1.2')]
    const stun = ['/ip4/11.22.33.7/udp/3478', '/ip4/11.22.33.8/udp/3478'] as const
    const wanted = [dead, alive, local, ...stun]
    const announced = await follow(
      200,
      () => wanted,
      (address) => address === alive,
    )
    expect(announced).to.deep.equal([[alive, local, stun[1]]])
  })

  it('behavior: at most every hour', async () => {
    const hourly = (minute: number): string[] => [at(`11.22.33.${Math.floor(minute / 15)}`)]
    expect(await follow(240, hourly, () => true)).to.have.length.within(3, 4)
  })
})

describe('joiningAddresses', () => {
  it('default: not what only a router says, until it stands on chain', () => {
    const [mapped, other, local, here] = [
      at('11.22.33.7'),
      at('11.22.33.8'),
      at('192.168.1.2'),
      at('127.0.0.1'),
    ]
    const addresses = [mapped, other, local, here]
    expect(joiningAddresses(addresses, [])).to.deep.equal([here])
    expect(joiningAddresses(addresses, [mapped])).to.deep.equal([mapped, here])
  })
})

describe('stunServersOf', () => {
  it('default: bare UDP addresses and nothing else', () => {
    const endpoints = [
      '/ip4/11.22.33.7/udp/3478',
      '/dns4/stun.example.org/udp/99',
      '/ip6/2001:db8::1/udp/3478',
      '/ip4/11.22.33.7/udp/4001/quic-v1',
      '/ip4/11.22.33.7/udp/70000',
      '/ip4/11.22.33.7/udp/0',
      '/dns4/a?b/udp/1',
      '/dns4/::::/udp/99',
      '/dns4/a:b:c/udp/1',
      at('11.22.33.7'),
    ]
    const each = endpoints.map((endpoint) => ({ endpoints: [endpoint] }))
    expect(stunServersOf(each)).to.deep.equal(['11.22.33.7:3478', 'stun.example.org:99'])
  })

  it('behavior: one of each operator', () => {
    const greedy = { endpoints: ['/ip4/11.22.33.7/udp/1', '/ip4/11.22.33.7/udp/2'] }
    const other = { endpoints: ['/dns/a.example/udp/3'] }
    expect(stunServersOf([greedy, other])).to.deep.equal(['11.22.33.7:1', 'a.example:3'])
  })
})

describe('tryReach', () => {
  it('default: three direct peers at most are asked, for the IP addresses that lead to it', async () => {
    const asked: unknown[] = []
    const link = (peerId: string, route: 'direct' | 'webrtc' | 'relayed') => ({
      peerId,
      route,
      address: '',
    })
    const network = {
      addresses: () => [at('10.0.0.2')],
      relays: () => ['r'],
      links: () => [
        link('a', 'relayed'),
        link('b', 'webrtc'),
        ...['c', 'c', 'd', 'e', 'f'].map((id) => link(id, 'direct')),
      ],
      askBack: async (addresses: readonly string[], peers: readonly string[]) => {
        asked.push([addresses, peers])
        return [{ address: addresses[0] ?? '', by: 'c', ok: true }]
      },
    }
    const announced = [at('1.2.3.4'), '/dns4/a.b/tcp/1/p2p/x', '/ip4/1.2.3.4/tcp/80/http']
    const report = await tryReach(network, announced)
    expect(asked).to.deep.equal([[[at('1.2.3.4')], ['c', 'd', 'e']]])
    expect(report.links).to.deep.equal({ direct: 5, webrtc: 1, relayed: 1 })
    expect(report.tried).to.deep.equal([{ address: at('1.2.3.4'), by: 'c', ok: true }])
    expect((await tryReach(network, [])).tried).to.deep.equal([])
    expect(asked).to.have.length(1)
  })
})
