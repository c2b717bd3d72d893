import { expect } from 'chai'
import { cidOf, fetchFromGateway } from '../../../src/artefacts.ts'
import { endAll, expectCode, serve, someBytes } from '../../support.ts'

const limits = { maxBytes: 1_000_000, timeoutMs: 5_000 }

describe('fetchFromGateway', () => {
  afterEach(endAll)

  it('default: the bytes of the CID', async () => {
    const bytes = someBytes(600_000)
    const cid = await cidOf(bytes)
    const url = await serve((request, response) => {
      response.end(request.url === `/ipfs/${cid}` ? bytes : undefined)
    })
    for (const base of [url, `${url}/`])
      expect(Buffer.compare(await fetchFromGateway(base, cid, limits), bytes)).to.equal(0)
  })

  it('error: other bytes than asked for', async () => {
    const url = await serve((_, response) => response.end('something else'))
    const cid = await cidOf(someBytes(14))
    await expectCode('net/cid-mismatch', fetchFromGateway(url, cid, limits))
  })

  it('error: too many bytes, announced or not, also without an end', async () => {
    const bytes = someBytes(1_000)
    const url = await serve((_, response) => response.write(bytes))
    const tight = { ...limits, maxBytes: 999 }
    await expectCode('net/too-large', fetchFromGateway(url, await cidOf(bytes), tight))
  })

  it('error: a gateway that is too slow', async () => {
    const url = await serve((_, response) => response.write('a'))
    const cid = await cidOf(someBytes(1))
    await expectCode('net/timeout', fetchFromGateway(url, cid, { ...limits, timeoutMs: 100 }))
  })

  it('error: it has not got it, or sends us elsewhere', async () => {
    const cid = await cidOf(someBytes(1))
    const absent = await serve((_, response) => response.writeHead(404).end())
    const error = await expectCode('net/refused', fetchFromGateway(absent, cid, limits))
    expect(error.context).to.include({ status: 404 })
    const away = await serve((_, response) => response.writeHead(302, { location: absent }).end())
    await expectCode('net/unreachable', fetchFromGateway(away, cid, limits))
  })

  it('error: nobody there, no address, no CID', async () => {
    const cid = await cidOf(someBytes(1))
    await expectCode('net/unreachable', fetchFromGateway('http://127.0.0.1:1', cid, limits))
    await expectCode('net/bad-address', fetchFromGateway('file:///', cid, limits))
    await expectCode('net/bad-address', fetchFromGateway('', cid, limits))
    await expectCode('net/bad-cid', fetchFromGateway('http://127.0.0.1:1', '../x', limits))
  })
})
