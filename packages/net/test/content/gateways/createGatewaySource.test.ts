import { VainError } from '@vain/base'
import { expect } from 'chai'
import { createGatewaySource, type FetchFromGateway } from '../../../src/artefacts.ts'

const limits = { maxBytes: 10, timeoutMs: 10 }

function gateways(holdings: Record<string, readonly string[]>): {
  asked: string[]
  fetch: FetchFromGateway
} {
  const asked: string[] = []
  return {
    asked,
    fetch: async (url, cid) => {
      asked.push(`${url} ${cid}`)
      if (!holdings[url]?.includes(cid)) throw new VainError('net/refused', '404', {})
      return Uint8Array.of(1)
    },
  }
}

describe('createGatewaySource', () => {
  it('default: asks one after the other, and then first whoever had it', async () => {
    const { asked, fetch } = gateways({ b: ['x', 'y'] })
    const source = createGatewaySource(['a', 'b', 'a'], fetch)
    expect(await source.get('x', limits)).to.deep.equal(Uint8Array.of(1))
    await source.get('y', limits)
    expect(asked).to.deep.equal(['a x', 'b x', 'b y'])
  })

  it('error: nobody has it', async () => {
    const source = createGatewaySource(['a', 'b'], gateways({}).fetch)
    const error = await source.get('x', limits).catch((caught: unknown) => caught)
    expect(error).to.be.instanceOf(VainError).and.include({ code: 'net/unavailable' })
    expect((error as VainError).context).to.deep.equal({
      cid: 'x',
      failures: { a: 'net/refused', b: 'net/refused' },
    })
  })

  it('error: aborted while a gateway is asked, be it the last, and no gateway at all', async () => {
    for (const endpoints of [['a', 'b'], ['a']]) {
      const stop = new AbortController()
      const source = createGatewaySource(endpoints, async (_url, _cid, _limits, signal) => {
        stop.abort(new VainError('test/stopped', 'stopped', {}))
        expect(signal?.aborted).to.equal(true)
        throw new VainError('net/timeout', 'slow', {})
      })
      const error = await source.get('x', limits, stop.signal).catch((caught: unknown) => caught)
      expect(error).to.include({ code: 'test/stopped' })
    }
    expect(() => createGatewaySource([], gateways({}).fetch)).to.throw('no gateway')
  })
})
