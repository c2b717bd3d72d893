import { expect } from 'chai'
import fc from 'fast-check'
import { createRateLimit, toClient } from '../../../src/http/clients/rateLimit.ts'

describe('createRateLimit', () => {
  const options = { perSecond: 10, burst: 3, maxAddresses: 2 }

  it('default: a burst at once, then one every 1 / perSecond', async () => {
    let nowMs = 0
    const take = createRateLimit(options, () => nowMs)
    const takeAt = (client: string, ms: number): Promise<number> => {
      nowMs = ms
      return take(client)
    }
    for (const waitMs of [0, 0, 0, 100]) expect(await takeAt('10.0.0.1', 0)).to.equal(waitMs)
    expect(await takeAt('10.0.0.1', 60)).to.equal(40)
    expect(await takeAt('10.0.0.1', 100)).to.equal(0)
    expect(await takeAt('10.0.0.1', 100)).to.equal(100)
    expect(await takeAt('10.0.0.2', 100)).to.equal(0)
  })

  it('behavior: never grants more than burst + perSecond · time', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 200 }), async (gapsMs) => {
        let nowMs = 0
        const take = createRateLimit(options, () => nowMs)
        let granted = 0
        for (const gapMs of gapsMs) {
          nowMs += gapMs
          if ((await take('10.0.0.1')) === 0) granted++
        }
        expect(granted).to.be.at.most(options.burst + (nowMs * options.perSecond) / 1_000)
      }),
    ))

  it('behavior: keeps no more clients than allowed, and forgets the one seen longest ago', async () => {
    const take = createRateLimit({ ...options, burst: 1 }, () => 0)
    for (const client of ['10.0.0.1', '10.0.0.2', '10.0.0.1', '10.0.0.3']) await take(client)
    expect(await take('10.0.0.1')).to.be.above(0)
    expect(await take('10.0.0.2')).to.equal(0)
  })
})

describe('toClient', () => {
  it('default: IPv4 as it is, IPv6 by its /64', () => {
    const cases: Record<string, string> = {
      '10.0.0.1': '10.0.0.1',
      '::ffff:10.0.0.1': '10.0.0.1',
      '::1': '0:0:0:0::/64',
      '2001:db8:1:2:3:4:5:6': '2001:db8:1:2::/64',
      '2001:0db8:0001:0002::1': '2001:db8:1:2::/64',
      '2001:db8::1': '2001:db8:0:0::/64',
      '2001:db8::1:2:3:4:5': '2001:db8:0:1::/64',
      'fe80::1%eth0': 'fe80:0:0:0::/64',
      '': '',
    }
    for (const [address, client] of Object.entries(cases))
      expect(toClient(address), address).to.equal(client)
  })
})
